import torch
import torch.nn as nn
from torch.utils.data import Dataset, DataLoader
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split


class Digits(Dataset):
    def __init__(self, idx, train):
        d = load_digits()
        self.x = torch.tensor(d.images[idx], dtype=torch.float32).unsqueeze(1)
        self.y = torch.tensor(d.target[idx])
        self.train = train

    def __len__(self):
        return len(self.y)

    def __getitem__(self, i):
        x = self.x[i]
        if self.train:
            x = (x / 16 - 0.305) / 0.376
        return x, self.y[i]


torch.manual_seed(26)
tr, te = train_test_split(range(1797), test_size=0.2, random_state=26)
train_dl = DataLoader(Digits(tr, train=True), batch_size=64, shuffle=True)
test_dl = DataLoader(Digits(te, train=False), batch_size=180)
net = nn.Sequential(nn.Conv2d(1, 8, 3), nn.Tanh(), nn.Conv2d(8, 8, 3), nn.Tanh(), nn.Flatten(), nn.Linear(128, 10))
opt = torch.optim.Adam(net.parameters(), lr=2e-3)
ce = nn.CrossEntropyLoss()
for epoch in range(6):
    tot = 0.0
    for x, y in train_dl:
        opt.zero_grad()
        loss = ce(net(x), y)
        loss.backward()
        opt.step()
        tot += loss.item() * len(y)
    with torch.no_grad():
        hit = sum((net(x).argmax(1) == y).sum().item() for x, y in test_dl)
    print(f"{epoch} train loss {tot / len(tr):.3f} test acc {hit / len(te):.3f}")
