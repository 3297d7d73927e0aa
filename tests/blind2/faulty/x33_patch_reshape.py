import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, TensorDataset

CFG = dict(channels=(16, 32), epochs=5, lr=2e-3, batch=60, feature=128)


class DigitNet(nn.Module):
    def __init__(self, channels, feature):
        super().__init__()
        c1, c2 = channels
        self.feature = feature
        self.conv = nn.Sequential(
            nn.Conv2d(1, c1, 3, padding=1), nn.ReLU(),
            nn.Conv2d(c1, c2, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2))
        self.fc = nn.Linear(feature, 10)

    def to_vector(self, maps):
        return maps.view(-1, self.feature)

    def forward(self, x):
        return self.fc(self.to_vector(self.conv(x)))


def train_one_epoch(model, loader, opt):
    model.train()
    total = 0.0
    for x, y in loader:
        opt.zero_grad()
        loss = F.cross_entropy(model(x), y)
        loss.backward()
        opt.step()
        total += loss.item() * len(y)
    return total / len(loader.dataset)


@torch.no_grad()
def evaluate(model, loader):
    model.eval()
    hits = 0
    for x, y in loader:
        hits += (model(x).argmax(1) == y).sum().item()
    return hits / len(loader.dataset)


def main(cfg=CFG):
    torch.manual_seed(2)
    X, y = load_digits(return_X_y=True)
    X_tr, X_te, y_tr, y_te = train_test_split(X / 16, y, test_size=0.2, stratify=y, random_state=2)
    ds = lambda X, y: TensorDataset(torch.tensor(X, dtype=torch.float32).view(-1, 1, 8, 8), torch.tensor(y))
    train_loader = DataLoader(ds(X_tr, y_tr), cfg["batch"], shuffle=True)
    test_loader = DataLoader(ds(X_te, y_te), 120)
    model = DigitNet(cfg["channels"], cfg["feature"])
    opt = torch.optim.Adam(model.parameters(), lr=cfg["lr"])
    for epoch in range(cfg["epochs"]):
        print(epoch, round(train_one_epoch(model, train_loader, opt), 4))
    print("test accuracy", evaluate(model, test_loader))


if __name__ == "__main__":
    main()
