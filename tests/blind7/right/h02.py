import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

ACCUM = 4
torch.manual_seed(1)
X, y = load_digits(return_X_y=True)
X = torch.tensor(X / 16, dtype=torch.float32)
y = torch.tensor(y)
tr, te = train_test_split(range(len(y)), test_size=0.2, random_state=1)
loader = DataLoader(TensorDataset(X[tr], y[tr]), batch_size=16, shuffle=True)
net = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
opt = torch.optim.AdamW(net.parameters(), lr=3e-3)
ce = nn.CrossEntropyLoss()
for epoch in range(15):
    tot = 0.0
    opt.zero_grad()
    for i, (x, t) in enumerate(loader, start=1):
        loss = ce(net(x), t)
        (loss / ACCUM).backward()
        tot += loss.item() * len(t)
        if i % ACCUM == 0 or i == len(loader):
            opt.step()
            opt.zero_grad()
    print(epoch, tot / len(tr))
with torch.no_grad():
    print("test acc", (net(X[te]).argmax(1) == y[te]).float().mean().item())
