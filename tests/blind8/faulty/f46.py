from dataclasses import dataclass
import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Subset, TensorDataset
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import StratifiedKFold


@dataclass
class CVConfig:
    folds: int = 5
    epochs: int = 6
    lr: float = 1e-3
    batch_size: int = 32
    seed: int = 0


class StandardizedLinear(nn.Module):
    """MLP with input standardisation stored as buffers."""

    def __init__(self, d, hidden=32):
        super().__init__()
        self.register_buffer('mean', torch.zeros(d))
        self.register_buffer('std', torch.ones(d))
        self.net = nn.Sequential(nn.Linear(d, hidden), nn.ReLU(), nn.Dropout(0.2), nn.Linear(hidden, 2))

    def set_stats(self, x):
        self.mean.copy_(x.mean(0))
        self.std.copy_(x.std(0))

    def forward(self, x):
        return self.net((x - self.mean) / self.std)


class CrossValidator:
    def __init__(self, model, cfg):
        self.model = model
        self.cfg = cfg

    def _train(self, loader):
        opt = torch.optim.Adam(self.model.parameters(), lr=self.cfg.lr)
        loss_fn = nn.CrossEntropyLoss()
        for _ in range(self.cfg.epochs):
            self.model.train()
            for x, y in loader:
                opt.zero_grad()
                loss_fn(self.model(x), y).backward()
                opt.step()

    def _score(self, loader):
        self.model.eval()
        with torch.no_grad():
            return sum((self.model(x).argmax(1) == y).sum().item() for x, y in loader) / len(loader.dataset)

    def run(self, X, y):
        data = TensorDataset(X, y)
        kf = StratifiedKFold(self.cfg.folds, shuffle=True, random_state=self.cfg.seed)
        scores = []
        for k, (tr, va) in enumerate(kf.split(X.numpy(), y.numpy())):
            self.model.set_stats(X[tr])
            self._train(DataLoader(Subset(data, tr.tolist()), self.cfg.batch_size, shuffle=True))
            scores.append(self._score(DataLoader(Subset(data, va.tolist()), 256)))
            print(f'fold {k}: {scores[-1]:.4f}')
        return np.mean(scores), np.std(scores)


def main():
    cfg = CVConfig()
    torch.manual_seed(cfg.seed)
    X, y = load_breast_cancer(return_X_y=True)
    X, y = torch.tensor(X, dtype=torch.float32), torch.tensor(y)
    cv = CrossValidator(StandardizedLinear(X.size(1)), cfg)
    print('mean %.4f std %.4f' % cv.run(X, y))


if __name__ == '__main__':
    main()
