import torch
from torch import nn
from sklearn.datasets import load_wine
from sklearn.model_selection import train_test_split
X, y = load_wine(return_X_y=True)
Xtr, Xte, ytr, yte = train_test_split(X, y, stratify=y, random_state=0)
to = lambda a, d: torch.tensor(a, dtype=d)
Xtr, Xte, ytr, yte = to(Xtr, torch.float32), to(Xte, torch.float32), to(ytr, torch.long), to(yte, torch.long)
m = nn.Sequential(nn.Linear(13, 32), nn.ReLU(), nn.Linear(32, 3)); o = torch.optim.SGD(m.parameters(), 0.01)
for _ in range(200):
    out = m(Xtr)
    o.zero_grad(); nn.functional.cross_entropy(out, ytr).backward(); o.step()
print((m(Xte).argmax(1) == yte).float().mean())
