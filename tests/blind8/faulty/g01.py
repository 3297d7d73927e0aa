from dataclasses import dataclass
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split


@dataclass
class Config:
    lr: float = 0.3
    epochs: int = 8
    batch: int = 64
    width: int = 128


def get_data(seed=0):
    X, y = load_digits(return_X_y=True)
    a, b, c, d = train_test_split(X / 16.0, y, test_size=0.2, random_state=seed, stratify=y)
    f = lambda x, y: TensorDataset(torch.tensor(x, dtype=torch.float32), torch.tensor(y))
    return f(a, c), f(b, d)


class MLP(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(64, width), nn.ReLU(), nn.Linear(width, width), nn.ReLU(),
                                 nn.Linear(width, width), nn.ReLU(), nn.Linear(width, 10))

    def forward(self, x):
        return self.net(x)


def main():
    cfg = Config()
    torch.manual_seed(0)
    train_ds, val_ds = get_data()
    train_dl, val_dl = DataLoader(train_ds, cfg.batch, shuffle=True), DataLoader(val_ds, 256)
    model = MLP(cfg.width)
    opt = torch.optim.Adam(model.parameters(), lr=cfg.lr)
    loss_fn = nn.CrossEntropyLoss()
    for epoch in range(cfg.epochs):
        model.train()
        total = 0.0
        for x, y in train_dl:
            opt.zero_grad()
            loss = loss_fn(model(x), y)
            loss.backward()
            opt.step()
            total += loss.item() * len(y)
        model.eval()
        with torch.no_grad():
            acc = sum((model(x).argmax(1) == y).sum().item() for x, y in val_dl) / len(val_ds)
        print(f'epoch {epoch} loss {total / len(train_ds):.4f} val acc {acc:.3f}')


if __name__ == '__main__':
    main()
