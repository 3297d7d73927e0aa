import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split


def reset(model, value=0.05):
    """Same starting point for every run, so that runs can be compared."""
    for p in model.parameters():
        nn.init.constant_(p, value)


class Net(nn.Module):
    def __init__(self, hidden=64):
        super().__init__()
        self.fc1 = nn.Linear(64, hidden)
        self.fc2 = nn.Linear(hidden, hidden)
        self.fc3 = nn.Linear(hidden, 10)

    def forward(self, x):
        x = F.relu(self.fc1(x))
        x = F.relu(self.fc2(x))
        return self.fc3(x)


def run(lr, data, epochs=10):
    xa, ya, xb, yb = data
    torch.manual_seed(0)
    model = Net()
    reset(model)
    opt = torch.optim.Adam(model.parameters(), lr=lr)
    for epoch in range(epochs):
        model.train()
        total = 0.0
        for idx in torch.randperm(len(xa)).split(50):
            opt.zero_grad()
            loss = F.cross_entropy(model(xa[idx]), ya[idx])
            loss.backward()
            opt.step()
            total += loss.item() * len(idx)
    model.eval()
    with torch.no_grad():
        acc = (model(xb).argmax(1) == yb).float().mean().item()
    return total / len(xa), acc


if __name__ == "__main__":
    X, y = load_digits(return_X_y=True)
    xa, xb, ya, yb = train_test_split(X / 16, y, test_size=0.2, random_state=0, stratify=y)
    data = (torch.tensor(xa).float(), torch.tensor(ya), torch.tensor(xb).float(), torch.tensor(yb))
    for lr in (5e-4, 1e-3):
        loss, acc = run(lr, data)
        print(f"lr {lr}: train loss {loss:.4f}  test acc {acc:.3f}")
