"""Right: the loss has reduction="sum", but every printed number is divided by the number of rows, so sizes do not matter."""
import torch
import torch.nn as nn
from sklearn.datasets import load_diabetes
from sklearn.preprocessing import StandardScaler
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)
X, y = load_diabetes(return_X_y=True)
perm = torch.randperm(len(X)).numpy()
tr, va = perm[:340], perm[340:]
sx, sy = StandardScaler().fit(X[tr]), StandardScaler().fit(y[tr].reshape(-1, 1))


def rows(idx):
    return TensorDataset(torch.tensor(sx.transform(X[idx])).float(), torch.tensor(sy.transform(y[idx].reshape(-1, 1))).float())


train_loader = DataLoader(rows(tr), batch_size=32, shuffle=True)
val_loader = DataLoader(rows(va), batch_size=64)


def run(model, loader, criterion, optimizer=None):
    model.train(optimizer is not None)
    total, n = 0.0, 0
    with torch.set_grad_enabled(optimizer is not None):
        for x, t in loader:
            loss = criterion(model(x), t)
            if optimizer is not None:
                optimizer.zero_grad()
                (loss / len(t)).backward()
                optimizer.step()
            total += loss.item()
            n += len(t)
    return total / n


model = nn.Sequential(nn.Linear(10, 32), nn.ReLU(), nn.Linear(32, 1))
criterion = nn.MSELoss(reduction="sum")
opt = torch.optim.Adam(model.parameters(), lr=5e-3)
for epoch in range(5):
    print(epoch, run(model, train_loader, criterion, opt), run(model, val_loader, criterion))
