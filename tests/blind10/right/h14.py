"""Multi-task network on the wine data: cultivar (3 classes) and alcohol content together."""
from dataclasses import dataclass, field

import numpy as np
import torch
from sklearn.datasets import load_wine
from sklearn.model_selection import train_test_split
from torch import nn
from torch.utils.data import DataLoader, Dataset


@dataclass
class Settings:
    lr: float = 3e-3
    epochs: int = 24
    batch_size: int = 16
    weight_regression: float = 0.5
    hidden: list = field(default_factory=lambda: [32, 16])


class WineTasks(Dataset):
    def __init__(self, x, cultivar, alcohol):
        self.x = torch.tensor(x, dtype=torch.float32)
        self.cultivar = torch.tensor(cultivar, dtype=torch.long)
        self.alcohol = torch.tensor(alcohol, dtype=torch.float32)

    def __len__(self):
        return len(self.x)

    def __getitem__(self, i):
        return {'x': self.x[i], 'cultivar': self.cultivar[i], 'alcohol': self.alcohol[i]}


class TwoHeads(nn.Module):
    def __init__(self, d, hidden):
        super().__init__()
        dims = [d] + hidden
        self.trunk = nn.Sequential(*[m for a, b in zip(dims, dims[1:]) for m in (nn.Linear(a, b), nn.ReLU())])
        self.cls = nn.Linear(dims[-1], 3)
        self.reg = nn.Linear(dims[-1], 1)

    def forward(self, x):
        h = self.trunk(x)
        return self.cls(h), self.reg(h).squeeze(-1)


def prepare():
    X, y = load_wine(return_X_y=True)
    alcohol, X = X[:, 0], X[:, 1:]
    a = train_test_split(X, y, alcohol, test_size=0.3, random_state=4, stratify=y)
    mx, sx = a[0].mean(0), a[0].std(0)
    ma, sa = a[4].mean(), a[4].std()
    return (WineTasks((a[0] - mx) / sx, a[2], (a[4] - ma) / sa),
            WineTasks((a[1] - mx) / sx, a[3], (a[5] - ma) / sa))


def main():
    cfg = Settings()
    torch.manual_seed(4)
    train_set, test_set = prepare()
    loader = DataLoader(train_set, batch_size=cfg.batch_size, shuffle=True)
    model = TwoHeads(12, cfg.hidden)
    ce, mse = nn.CrossEntropyLoss(), nn.MSELoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=cfg.lr, weight_decay=1e-3)
    for epoch in range(1, cfg.epochs + 1):
        model.train()
        parts = []
        for batch in loader:
            logits, alcohol = model(batch['x'])
            loss_c, loss_r = ce(logits, batch['cultivar']), mse(alcohol, batch['alcohol'])
            loss = loss_c + cfg.weight_regression * loss_r
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            parts.append((loss_c.item(), loss_r.item()))
        if epoch % 6 == 0:
            model.eval()
            with torch.no_grad():
                logits, alcohol = model(test_set.x)
                acc = (logits.argmax(1) == test_set.cultivar).float().mean().item()
                r2 = 1 - mse(alcohol, test_set.alcohol).item() / test_set.alcohol.var(unbiased=False).item()
            print(epoch, 'train', np.round(np.mean(parts, axis=0), 3), f'test accuracy {acc:.3f} alcohol R2 {r2:.3f}')


if __name__ == '__main__':
    main()
