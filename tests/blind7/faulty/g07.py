import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, TensorDataset


class SparseMLP(nn.Module):
    def __init__(self, sizes=(64, 96, 48, 10), offset=-4.0):
        super().__init__()
        self.fc = nn.ModuleList(nn.Linear(a, b) for a, b in zip(sizes, sizes[1:]))
        for layer in self.fc[:-1]:
            nn.init.kaiming_uniform_(layer.weight, nonlinearity="relu")
            nn.init.constant_(layer.bias, offset)

    def forward(self, x):
        for layer in self.fc[:-1]:
            x = F.relu(layer(x))
        return self.fc[-1](x)


torch.manual_seed(3)
X, y = load_digits(return_X_y=True)
X_tr, X_te, y_tr, y_te = train_test_split(X / 16, y, test_size=0.2, random_state=3, stratify=y)
X_tr, X_te = (torch.tensor(v, dtype=torch.float32) for v in (X_tr, X_te))
y_tr, y_te = torch.tensor(y_tr), torch.tensor(y_te)
model = SparseMLP()
opt = torch.optim.Adam(model.parameters(), lr=1e-3)
for epoch in range(12):
    tot = 0.0
    for xb, yb in DataLoader(TensorDataset(X_tr, y_tr), batch_size=64, shuffle=True):
        opt.zero_grad()
        loss = F.cross_entropy(model(xb), yb)
        loss.backward()
        opt.step()
        tot += loss.item() * len(xb)
    print(f"{epoch} {tot / len(X_tr):.4f}")
with torch.no_grad():
    print("acc", (model(X_te).argmax(1) == y_te).float().mean().item())
