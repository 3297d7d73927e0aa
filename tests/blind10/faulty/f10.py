import numpy as np
import torch
import torch.nn as nn
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from sklearn.metrics import roc_auc_score
from torch.optim.lr_scheduler import CosineAnnealingLR
from torch.utils.data import DataLoader, TensorDataset

CFG = dict(epochs=20, lr=1e-2, min_lr=1e-5, bs=32, seed=42, wd=1e-4)


def seed_everything(seed):
    np.random.seed(seed)
    torch.manual_seed(seed)


class Net(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.l1 = nn.Linear(n, 64)
        self.bn = nn.BatchNorm1d(64)
        self.drop = nn.Dropout(0.2)
        self.l2 = nn.Linear(64, 1)

    def forward(self, x):
        x = self.drop(torch.relu(self.bn(self.l1(x))))
        return self.l2(x)


def train_fn(model, loader, criterion, optimizer, scheduler):
    model.train()
    losses = []
    for xb, yb in loader:
        optimizer.zero_grad()
        loss = criterion(model(xb), yb)
        loss.backward()
        optimizer.step()
        scheduler.step()
        losses.append(loss.item())
    return np.mean(losses)


def valid_fn(model, loader):
    model.eval()
    preds, gts = [], []
    with torch.no_grad():
        for xb, yb in loader:
            preds.append(torch.sigmoid(model(xb)).numpy())
            gts.append(yb.numpy())
    return roc_auc_score(np.concatenate(gts), np.concatenate(preds))


def main():
    seed_everything(CFG["seed"])
    X, y = load_breast_cancer(return_X_y=True)
    X_tr, X_va, y_tr, y_va = train_test_split(X, y, test_size=0.2, stratify=y, random_state=CFG["seed"])
    sc = StandardScaler()
    X_tr, X_va = sc.fit_transform(X_tr), sc.transform(X_va)
    f = lambda a: torch.tensor(a, dtype=torch.float32)
    tr = DataLoader(TensorDataset(f(X_tr), f(y_tr)[:, None]), batch_size=CFG["bs"], shuffle=True, drop_last=True)
    va = DataLoader(TensorDataset(f(X_va), f(y_va)[:, None]), batch_size=256)

    model = Net(X.shape[1])
    optimizer = torch.optim.AdamW(model.parameters(), lr=CFG["lr"], weight_decay=CFG["wd"])
    scheduler = CosineAnnealingLR(optimizer, T_max=CFG["epochs"], eta_min=CFG["min_lr"])
    criterion = nn.BCEWithLogitsLoss()
    for epoch in range(CFG["epochs"]):
        loss = train_fn(model, tr, criterion, optimizer, scheduler)
        auc = valid_fn(model, va)
        print(f"epoch {epoch + 1:02d} loss {loss:.4f} auc {auc:.4f} lr {optimizer.param_groups[0]['lr']:.2e}")


if __name__ == "__main__":
    main()
