"""Mixed-precision training skeleton for tabular data."""
import time

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset
from sklearn.datasets import make_classification
from sklearn.model_selection import train_test_split

DEVICE = "cuda" if torch.cuda.is_available() else "cpu"
USE_AMP = DEVICE == "cuda"


class TabularDataset(Dataset):
    def __init__(self, X: np.ndarray, y: np.ndarray):
        self.X = X.astype(np.float32)
        self.y = y.astype(np.float32)

    def __len__(self):
        return len(self.y)

    def __getitem__(self, i):
        return torch.from_numpy(self.X[i]), torch.tensor(self.y[i])


class MLP(nn.Module):
    def __init__(self, n_in: int, width: int = 64):
        super().__init__()
        self.net = nn.Sequential(
            nn.Linear(n_in, width), nn.BatchNorm1d(width), nn.ReLU(), nn.Dropout(0.1),
            nn.Linear(width, width), nn.BatchNorm1d(width), nn.ReLU(),
            nn.Linear(width, 1),
        )

    def forward(self, x):
        return self.net(x).squeeze(1)


def train(model, loader, epochs=5, lr=1e-3):
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    criterion = nn.BCEWithLogitsLoss()
    scaler = torch.amp.GradScaler(DEVICE, enabled=USE_AMP)
    for epoch in range(epochs):
        model.train()
        t0, running, n = time.time(), 0.0, 0
        for xb, yb in loader:
            xb, yb = xb.to(DEVICE), yb.to(DEVICE)
            optimizer.zero_grad(set_to_none=True)
            with torch.autocast(device_type=DEVICE, enabled=USE_AMP):
                out = model(xb)
                loss = criterion(out, yb)
            scaler.scale(loss).backward()
            scaler.unscale_(optimizer)
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            scaler.update()
            running += loss.item() * xb.size(0)
            n += xb.size(0)
        print(f"epoch {epoch + 1}  loss {running / n:.4f}  {time.time() - t0:.1f}s")


def score(model, loader):
    model.eval()
    ok = n = 0
    with torch.no_grad():
        for xb, yb in loader:
            pred = (torch.sigmoid(model(xb.to(DEVICE))) > 0.5).float().cpu()
            ok += (pred == yb).sum().item()
            n += len(yb)
    return ok / n


if __name__ == "__main__":
    torch.manual_seed(17)
    X, y = make_classification(n_samples=3000, n_features=20, n_informative=10, random_state=17)
    Xtr, Xte, ytr, yte = train_test_split(X, y, test_size=0.2, random_state=17)
    model = MLP(20).to(DEVICE)
    train(model, DataLoader(TabularDataset(Xtr, ytr), batch_size=64, shuffle=True, drop_last=True))
    print("held-out accuracy", score(model, DataLoader(TabularDataset(Xte, yte), batch_size=256)))
