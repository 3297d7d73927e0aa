import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import load_digits
from torch.utils.data import DataLoader, Dataset

torch.manual_seed(0)


class PairDataset(Dataset):
    """Pairs of digits, label 1 if they show the same digit."""

    def __init__(self, x, y, n_pairs=400, seed=0):
        g = torch.Generator().manual_seed(seed)
        self.x = x
        self.pairs = []
        for k in range(n_pairs):
            i = int(torch.randint(len(x), (1,), generator=g))
            same = k % 2 == 0
            pool = (y == y[i]).nonzero().flatten() if same else (y != y[i]).nonzero().flatten()
            j = int(pool[int(torch.randint(len(pool), (1,), generator=g))])
            self.pairs.append((i, j, float(same)))

    def __len__(self):
        return len(self.pairs)

    def __getitem__(self, k):
        i, j, s = self.pairs[k]
        return self.x[i], self.x[j], torch.tensor(s)


class SiameseNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 16))

    def forward(self, a, b):
        return self.embed(a), self.embed(b)


class ContrastiveLoss(nn.Module):
    def __init__(self, margin=1.0):
        super().__init__()
        self.margin = margin

    def forward(self, za, zb, same):
        d = F.pairwise_distance(za, zb)
        return (same * d ** 2 + (1 - same) * F.relu(self.margin - d) ** 2).mean()


digits = load_digits()
X = torch.tensor(digits.data, dtype=torch.float32) / 16
Y = torch.tensor(digits.target)
loader = DataLoader(PairDataset(X, Y), batch_size=40, shuffle=True)
net = SiameseNet()
criterion = ContrastiveLoss()
optimizer = torch.optim.Adam(net.parameters(), lr=1e-3)

for epoch in range(4):
    net.train()
    losses = []
    for a, b, same in loader:
        optimizer.zero_grad()
        za, zb = net(a, b)
        loss = criterion(za, zb, same)
        loss.backward()
        optimizer.step
        losses.append(loss.item())
    print(f"epoch {epoch}: contrastive loss {sum(losses) / len(losses):.4f}")
