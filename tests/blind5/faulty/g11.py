import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import load_digits
from torch.utils.data import DataLoader, Dataset


class DigitsByClass(Dataset):
    """처음 n_per 개씩은 train, 나머지는 test"""

    def __init__(self, train=True, n_per=130):
        d = load_digits()
        xs, ys = [], []
        for c in range(10):
            rows = np.where(d.target == c)[0]
            rows = rows[:n_per] if train else rows[n_per:]
            xs.append(d.data[rows] / 16.0)
            ys.append(d.target[rows])
        self.x = torch.tensor(np.concatenate(xs), dtype=torch.float32)
        self.y = torch.tensor(np.concatenate(ys))

    def __len__(self):
        return len(self.y)

    def __getitem__(self, i):
        return self.x[i], self.y[i]


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.l1 = nn.Linear(64, 64)
        self.l2 = nn.Linear(64, 10)

    def forward(self, x):
        return self.l2(F.relu(self.l1(x)))


torch.manual_seed(0)
train_loader = DataLoader(DigitsByClass(True), batch_size=26)
test_loader = DataLoader(DigitsByClass(False), batch_size=256)
net = Net()
opt = torch.optim.SGD(net.parameters(), lr=0.1)
for epoch in range(15):
    net.train()
    run = 0.0
    for x, y in train_loader:
        opt.zero_grad()
        loss = F.cross_entropy(net(x), y)
        loss.backward()
        opt.step()
        run += loss.item()
    net.eval()
    ok = 0
    with torch.no_grad():
        for x, y in test_loader:
            ok += (net(x).argmax(1) == y).sum().item()
    print(f'epoch {epoch + 1} loss {run / len(train_loader):.4f} test acc {ok / len(test_loader.dataset):.3f}')
