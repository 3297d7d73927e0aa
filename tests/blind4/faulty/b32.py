import numpy as np
import torch
from sklearn.datasets import make_classification
from sklearn.metrics import balanced_accuracy_score, recall_score
from sklearn.model_selection import train_test_split
from torch import nn


def balance(X, y, rng):
    """Repeat rows of the rare class until both classes are equally frequent."""
    rare = np.flatnonzero(y == 1)
    extra = rng.choice(rare, size=(y == 0).sum() - len(rare), replace=True)
    idx = np.concatenate([np.arange(len(y)), extra])
    return X[idx], y[idx]


class MLP(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(d, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 1))

    def forward(self, x):
        return self.net(x).squeeze(1)


def main():
    torch.manual_seed(0)
    rng = np.random.default_rng(0)
    X, y = make_classification(1500, 12, n_informative=5, weights=[0.88], flip_y=0.08, random_state=0)
    X, y = balance(X, y, rng)
    X_tr, X_te, y_tr, y_te = train_test_split(X, y, test_size=0.25, random_state=0, stratify=y)
    mean, std = X_tr.mean(0), X_tr.std(0)
    X_tr, X_te = [torch.tensor((a - mean) / std, dtype=torch.float32) for a in (X_tr, X_te)]
    t_tr = torch.tensor(y_tr, dtype=torch.float32)

    model = MLP(12)
    opt = torch.optim.Adam(model.parameters(), lr=2e-3)
    loss_fn = nn.BCEWithLogitsLoss()
    for epoch in range(1, 26):
        model.train()
        total = 0.0
        for idx in torch.randperm(len(X_tr)).split(64):
            opt.zero_grad()
            loss = loss_fn(model(X_tr[idx]), t_tr[idx])
            loss.backward()
            opt.step()
            total += loss.item() * len(idx)
        if epoch % 5 == 0:
            print(f"epoch {epoch}: {total / len(X_tr):.4f}")
    model.eval()
    with torch.no_grad():
        pred = (model(X_te) > 0).int().numpy()
    print("balanced accuracy", round(balanced_accuracy_score(y_te, pred), 3), "recall", round(recall_score(y_te, pred), 3))


if __name__ == "__main__":
    main()
