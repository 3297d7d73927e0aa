import torch
import torch.nn as nn
from torch.optim.lr_scheduler import ExponentialLR
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

torch.manual_seed(20)
X, y = load_digits(return_X_y=True)
Xa, Xb, ya, yb = train_test_split(torch.tensor(X / 16).float(), torch.tensor(y), test_size=0.2, random_state=20)
net = nn.Sequential(nn.Linear(64, 48), nn.ReLU(), nn.Linear(48, 10))
opt = torch.optim.Adam(net.parameters(), lr=1e-3)
sched = ExponentialLR(opt, gamma=0.9)
ce = nn.CrossEntropyLoss()
for epoch in range(20):
    tot = 0.0
    for x, t in DataLoader(TensorDataset(Xa, ya), batch_size=64, shuffle=True):
        opt.zero_grad()
        loss = ce(net(x), t)
        loss.backward()
        opt.step()
        sched.step()
        tot += loss.item() * len(t)
    print(epoch, round(tot / len(ya), 4), "lr", opt.param_groups[0]["lr"])
with torch.no_grad():
    print("acc", (net(Xb).argmax(1) == yb).float().mean().item())
