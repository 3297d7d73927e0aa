"""Rare event detection with a focal loss and a tuned decision threshold."""
import numpy as np
import torch
from sklearn.datasets import make_classification
from sklearn.metrics import f1_score, average_precision_score
from sklearn.model_selection import train_test_split
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class FocalLoss(nn.Module):
    def __init__(self, alpha=0.75, gamma=2.0):
        super().__init__()
        self.alpha, self.gamma = alpha, gamma

    def forward(self, logits, targets):
        ce = nn.functional.binary_cross_entropy_with_logits(logits, targets, reduction="none")
        p = torch.sigmoid(logits)
        p_t = p * targets + (1 - p) * (1 - targets)
        a_t = self.alpha * targets + (1 - self.alpha) * (1 - targets)
        return (a_t * (1 - p_t) ** self.gamma * ce).mean()


def split(seed):
    X, y = make_classification(n_samples=6000, n_features=16, n_informative=8, weights=[0.95], random_state=seed)
    a, X_te, b, y_te = train_test_split(X, y, test_size=0.25, stratify=y, random_state=seed)
    X_tr, X_va, y_tr, y_va = train_test_split(a, b, test_size=0.25, stratify=b, random_state=seed)
    mu, sd = X_tr.mean(0), X_tr.std(0)
    f = lambda m, t: (torch.tensor((m - mu) / sd).float(), torch.tensor(t).float())
    return f(X_tr, y_tr), f(X_va, y_va), f(X_te, y_te)


@torch.no_grad()
def scores(model, x):
    model.eval()
    return model(x).squeeze(1).numpy()


def best_threshold(logits, y):
    grid = np.quantile(logits, np.linspace(0.5, 0.995, 60))
    return max(grid, key=lambda t: f1_score(y, logits > t, zero_division=0))


if __name__ == "__main__":
    torch.manual_seed(0)
    train, val, test = split(0)
    model = nn.Sequential(nn.Linear(16, 64), nn.ReLU(), nn.Dropout(0.1), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 1))
    opt = torch.optim.AdamW(model.parameters(), lr=2e-3)
    criterion = FocalLoss()
    loader = DataLoader(TensorDataset(*train), batch_size=64, shuffle=True)
    for epoch in range(12):
        model.train()
        total = 0.0
        for x, y in loader:
            opt.zero_grad()
            loss = criterion(model(x).squeeze(1), y)
            loss.backward()
            opt.step()
            total += loss.item() * len(y)
        if epoch % 4 == 3:
            print(f"epoch {epoch + 1} focal {total / len(train[1]):.4f}")
    t = best_threshold(scores(model, val[0]), val[1].numpy())
    z = scores(model, test[0])
    print(f"threshold {t:.3f} test F1 {f1_score(test[1].numpy(), z > t):.3f} "
          f"AP {average_precision_score(test[1].numpy(), z):.3f}")
