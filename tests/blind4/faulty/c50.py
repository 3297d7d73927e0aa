import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits
from sklearn.metrics import f1_score


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Sequential(
            nn.Conv2d(1, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Dropout(0.2),
            nn.Conv2d(16, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
        )
        self.fc = nn.Linear(128, 10)

    def forward(self, x):
        return self.fc(self.conv(x))


def validate(model, loader, criterion):
    model.eval()
    logits, targets = [], []
    for x, y in loader:
        logits.append(model(x))
        targets.append(y)
    logits, targets = torch.cat(logits), torch.cat(targets)
    loss = criterion(logits, targets).item()
    return loss, f1_score(targets.numpy(), logits.argmax(1).numpy(), average="macro")


def fit(model, train, valid, epochs):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    for epoch in range(epochs):
        model.train()
        for x, y in train:
            optimizer.zero_grad()
            criterion(model(x), y).backward()
            optimizer.step()
        loss, f1 = validate(model, valid, criterion)
        print(f"epoch {epoch + 1} valid loss {loss:.4f} f1 {f1:.4f}")


if __name__ == "__main__":
    torch.manual_seed(0)
    d = load_digits()
    x, y = torch.tensor(d.images).float().unsqueeze(1) / 16, torch.tensor(d.target)
    p = torch.randperm(len(y))
    train = DataLoader(TensorDataset(x[p[:1300]], y[p[:1300]]), batch_size=50, shuffle=True)
    valid = DataLoader(TensorDataset(x[p[1300:]], y[p[1300:]]), batch_size=100)
    fit(Net(), train, valid, 5)
