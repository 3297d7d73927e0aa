import torch
from torch import nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset
from sklearn.datasets import load_iris
from sklearn.model_selection import train_test_split


class Iris(Dataset):
    def __init__(self, x, y):
        self.x = torch.tensor(x, dtype=torch.float32)
        self.y = torch.tensor(y, dtype=torch.long)

    def __len__(self):
        return len(self.y)

    def __getitem__(self, idx):
        return {"features": self.x[idx], "label": self.y[idx]}


class IrisNet(nn.Module):
    def __init__(self, hidden=(16, 16)):
        super().__init__()
        self.fc1 = nn.Linear(4, hidden[0])
        self.fc2 = nn.Linear(hidden[0], hidden[1])
        self.fc3 = nn.Linear(hidden[1], 3)

    def forward(self, x):
        x = F.relu(self.fc1(x))
        x = F.relu(self.fc2(x))
        return F.log_softmax(self.fc3(x), dim=1)


def main():
    torch.manual_seed(0)
    X, y = load_iris(return_X_y=True)
    a, b, ya, yb = train_test_split(X, y, test_size=0.3, stratify=y, random_state=0)
    mean, std = a.mean(0), a.std(0)
    train = DataLoader(Iris((a - mean) / std, ya), batch_size=15, shuffle=True)
    test = DataLoader(Iris((b - mean) / std, yb), batch_size=45)
    net = IrisNet()
    criterion = nn.CrossEntropyLoss()
    opt = torch.optim.Adam(net.parameters(), lr=5e-3)
    for epoch in range(20):
        net.train()
        total = 0.0
        for batch in train:
            opt.zero_grad()
            loss = criterion(net(batch["features"]), batch["label"])
            loss.backward()
            opt.step()
            total += loss.item() * len(batch["label"])
        if epoch % 5 == 4:
            print(f"epoch {epoch + 1} {total / len(ya):.4f}")
    net.eval()
    with torch.no_grad():
        for batch in test:
            print("accuracy", (net(batch["features"]).argmax(1) == batch["label"]).float().mean().item())


if __name__ == "__main__":
    main()
