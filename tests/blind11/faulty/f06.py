import random

import numpy as np
import torch
from sklearn.datasets import make_classification
from sklearn.metrics import precision_score, recall_score
from torch import nn
from torch.utils.data import DataLoader, TensorDataset, random_split

SEED = 2023


def seed_everything(seed=SEED):
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)


def load_churn(n=3000):
    """Synthetic churn table: 12 usage features, two classes."""
    X, y = make_classification(
        n_samples=n, n_features=12, n_informative=7, class_sep=0.9,
        weights=[0.6, 0.4], random_state=SEED,
    )
    return TensorDataset(torch.tensor(X, dtype=torch.float32), torch.tensor(y, dtype=torch.float32))


class ChurnModel(nn.Module):
    def __init__(self, n_features, width=48):
        super().__init__()
        self.net = nn.Sequential(
            nn.Linear(n_features, width), nn.GELU(),
            nn.Linear(width, width // 2), nn.GELU(),
            nn.Linear(width // 2, 1),
        )

    def forward(self, x):
        return self.net(x).squeeze(-1)


def run_epoch(model, loader, criterion, optimizer=None):
    training = optimizer is not None
    model.train(training)
    preds, golds, loss_sum = [], [], 0.0
    with torch.set_grad_enabled(training):
        for x, y in loader:
            scores = model(x)
            loss = criterion(scores, y)
            if training:
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            loss_sum += loss.item() * len(x)
            preds.append((scores.detach() > 0.5).int())
            golds.append(y.int())
    preds, golds = torch.cat(preds), torch.cat(golds)
    return {
        "loss": loss_sum / len(golds),
        "acc": (preds == golds).float().mean().item(),
        "precision": precision_score(golds, preds, zero_division=0),
        "recall": recall_score(golds, preds, zero_division=0),
    }


def main():
    seed_everything()
    full = load_churn()
    n_val = int(0.2 * len(full))
    train_set, val_set = random_split(full, [len(full) - n_val, n_val])
    train_dl = DataLoader(train_set, batch_size=64, shuffle=True)
    val_dl = DataLoader(val_set, batch_size=256)

    model = ChurnModel(12)
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    for epoch in range(12):
        tr = run_epoch(model, train_dl, criterion, optimizer)
        va = run_epoch(model, val_dl, criterion)
        print(
            f"{epoch:>2} | train {tr['loss']:.3f}/{tr['acc']:.3f} "
            f"| val {va['loss']:.3f}/{va['acc']:.3f} P {va['precision']:.3f} R {va['recall']:.3f}"
        )


if __name__ == "__main__":
    main()
