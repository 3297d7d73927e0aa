import numpy as np
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

torch.manual_seed(25)
X, y = load_digits(return_X_y=True)
X_tr, X_te, y_tr, y_te = train_test_split(X / 16, y, test_size=0.2, random_state=25, stratify=y)
# one block per digit, as the folders on disk would give them
order = np.argsort(y_tr, kind="stable")
X_tr, y_tr = X_tr[order], y_tr[order]
train_loader = DataLoader(TensorDataset(torch.tensor(X_tr).float(), torch.tensor(y_tr)), batch_size=32)
net = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
opt = torch.optim.SGD(net.parameters(), lr=0.05, momentum=0.9)
ce = nn.CrossEntropyLoss()
xt, yt = torch.tensor(X_te).float(), torch.tensor(y_te)
for epoch in range(12):
    tot = 0.0
    for x, t in train_loader:
        opt.zero_grad()
        loss = ce(net(x), t)
        loss.backward()
        opt.step()
        tot += loss.item() * len(t)
    with torch.no_grad():
        acc = (net(xt).argmax(1) == yt).float().mean().item()
    print(f"{epoch} loss {tot / len(y_tr):.3f} test acc {acc:.3f}")
