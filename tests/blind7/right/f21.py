import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

torch.manual_seed(20)
X, y = load_digits(return_X_y=True)
Xa, Xb, ya, yb = train_test_split(torch.tensor(X / 16).float(), torch.tensor(y), test_size=0.2, random_state=20)
train = DataLoader(TensorDataset(Xa, ya), 100, shuffle=True)
test = DataLoader(TensorDataset(Xb, yb), 100)
net = nn.Sequential(nn.Linear(64, 40), nn.ReLU(), nn.Linear(40, 10))
opt = torch.optim.Adam(net.parameters(), lr=3e-3)
sum_ce = nn.CrossEntropyLoss(reduction="sum")
for epoch in range(10):
    acc = n = 0.0
    for x, t in train:
        s = sum_ce(net(x), t)
        opt.zero_grad()
        (s / len(t)).backward()
        opt.step()
        acc, n = acc + s.item(), n + len(t)
    print(epoch, acc / n)
hits = seen = 0
with torch.no_grad():
    for x, t in test:
        hits += torch.count_nonzero(net(x).argmax(1) == t).item()
        seen += t.numel()
print(hits / seen)
