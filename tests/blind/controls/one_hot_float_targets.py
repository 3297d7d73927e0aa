"""Right: the one-hot targets are floats, smoothed, and given to CrossEntropyLoss as class probabilities."""
import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import load_wine
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)
EPS, C = 0.1, 3


def smooth(y):
    return F.one_hot(y, C).float() * (1 - EPS) + EPS / C


X_tr, X_te, y_tr, y_te = train_test_split(*load_wine(return_X_y=True), test_size=50, random_state=0)
sc = StandardScaler().fit(X_tr)
X_tr, X_te = torch.tensor(sc.transform(X_tr)).float(), torch.tensor(sc.transform(X_te)).float()
y_tr, y_te = torch.tensor(y_tr), torch.tensor(y_te)
loader = DataLoader(TensorDataset(X_tr, smooth(y_tr)), batch_size=16, shuffle=True)
model = nn.Sequential(nn.Linear(13, 24), nn.ReLU(), nn.Linear(24, C))
criterion = nn.CrossEntropyLoss()
opt = torch.optim.Adam(model.parameters(), lr=0.01)
for epoch in range(5):
    model.train()
    for xb, tb in loader:
        opt.zero_grad()
        loss = criterion(model(xb), tb)
        loss.backward()
        opt.step()
    model.eval()
    with torch.no_grad():
        acc = (model(X_te).argmax(1) == y_te).float().mean().item()
    print(f"epoch {epoch} loss {loss.item():.4f} test acc {acc:.3f}")
