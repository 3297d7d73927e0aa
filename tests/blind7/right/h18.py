import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split


class Pairs(Dataset):
    def __init__(self, x, y, n, seed):
        g = torch.Generator().manual_seed(seed)
        self.i = torch.randint(0, len(y), (n,), generator=g)
        self.same = torch.randint(0, 2, (n,), generator=g)
        self.j = torch.empty(n, dtype=torch.long)
        for k in range(n):
            pool = torch.nonzero((y == y[self.i[k]]) == bool(self.same[k])).squeeze(1)
            self.j[k] = pool[torch.randint(0, len(pool), (1,), generator=g)]
        self.x = x

    def __len__(self):
        return len(self.same)

    def __getitem__(self, k):
        return self.x[self.i[k]], self.x[self.j[k]], self.same[k].float()


torch.manual_seed(17)
d = load_digits()
x = torch.tensor(d.data / 16, dtype=torch.float32)
y = torch.tensor(d.target)
a, b = train_test_split(range(len(y)), test_size=0.3, random_state=17, stratify=d.target)
train, test = Pairs(x[a], y[a], 3000, 1), Pairs(x[b], y[b], 600, 2)
tower = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 16))
opt = torch.optim.Adam(tower.parameters(), lr=2e-3)
for epoch in range(8):
    tot = 0.0
    for u, v, same in DataLoader(train, batch_size=100, shuffle=True):
        dist = F.pairwise_distance(tower(u), tower(v))
        loss = (same * dist.pow(2) + (1 - same) * F.relu(1 - dist).pow(2)).mean()
        opt.zero_grad()
        loss.backward()
        opt.step()
        tot += loss.item() * len(u)
    print(epoch, tot / len(train))
hit = 0
with torch.no_grad():
    for u, v, same in DataLoader(test, batch_size=200):
        hit += ((F.pairwise_distance(tower(u), tower(v)) < 0.5).float() == same).sum().item()
print("pair accuracy", hit / len(test))
