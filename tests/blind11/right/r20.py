import copy
import math

import torch
from sklearn.datasets import load_diabetes
from torch import nn
from torch.utils.data import DataLoader, TensorDataset, random_split


class EarlyStopper:
    def __init__(self, patience: int):
        self.patience, self.bad_epochs = patience, 0
        self.best, self.state = math.inf, None

    def update(self, value: float, model: nn.Module) -> bool:
        """True when training should end."""
        if value < self.best:
            self.best, self.bad_epochs = value, 0
            self.state = copy.deepcopy(model.state_dict())
        else:
            self.bad_epochs += 1
        return self.bad_epochs >= self.patience

    def restore(self, model: nn.Module) -> None:
        model.load_state_dict(self.state)


def split(seed=0):
    d = load_diabetes(scaled=False)
    ds = TensorDataset(torch.tensor(d.data, dtype=torch.float32), torch.tensor(d.target, dtype=torch.float32))
    return random_split(ds, [282, 80, 80], generator=torch.Generator().manual_seed(seed))


class ScaledMLP(nn.Module):
    """Carries the statistics of the training part as buffers and answers in the original unit."""

    def __init__(self, x, y, width=32):
        super().__init__()
        self.register_buffer("x_mean", x.mean(0))
        self.register_buffer("x_std", x.std(0))
        self.register_buffer("y_mean", y.mean())
        self.register_buffer("y_std", y.std())
        self.net = nn.Sequential(nn.Linear(x.shape[1], width), nn.SiLU(), nn.Dropout(0.1), nn.Linear(width, 1))

    def forward(self, x):
        return self.net((x - self.x_mean) / self.x_std).squeeze(-1)

    def predict(self, x):
        return self(x) * self.y_std + self.y_mean

    def loss(self, x, y):
        return nn.functional.mse_loss(self(x), (y - self.y_mean) / self.y_std)


def mean_loss(model, loader):
    model.eval()
    total, n = 0.0, 0
    with torch.no_grad():
        for x, y in loader:
            total += model.loss(x, y).item() * len(y)
            n += len(y)
    return total / n


def main():
    torch.manual_seed(0)
    train, val, test = split()
    x_tr, y_tr = train.dataset[train.indices]
    model = ScaledMLP(x_tr, y_tr)
    train_dl = DataLoader(train, batch_size=32, shuffle=True)
    val_dl, test_dl = DataLoader(val, batch_size=80), DataLoader(test, batch_size=80)
    opt = torch.optim.AdamW(model.parameters(), lr=2e-3, weight_decay=0.05)
    stopper = EarlyStopper(patience=15)
    for epoch in range(300):
        model.train()
        for x, y in train_dl:
            opt.zero_grad()
            model.loss(x, y).backward()
            opt.step()
        if stopper.update(mean_loss(model, val_dl), model):
            break
    stopper.restore(model)
    print(f"stopped after {epoch + 1} epochs, best validation loss {stopper.best:.3f}")

    model.eval()
    with torch.no_grad():
        err = torch.cat([model.predict(x) - y for x, y in test_dl])
    print(f"test RMSE {err.pow(2).mean().sqrt().item():.1f}, MAE {err.abs().mean().item():.1f}")


if __name__ == "__main__":
    main()
