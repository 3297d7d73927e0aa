"""Two heads, one trunk: what digit, and how much ink. Losses weighted by learnt uncertainty."""
import torch
from torch import nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split


class TwoHeads(nn.Module):
    def __init__(self):
        super().__init__()
        self.trunk = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 32), nn.ReLU())
        self.digit = nn.Linear(32, 10)
        self.ink = nn.Linear(32, 1)
        self.s = nn.Parameter(torch.zeros(2))

    def forward(self, x):
        h = self.trunk(x)
        return self.digit(h), self.ink(h).squeeze(-1)

    def combine(self, losses):
        losses = torch.stack(losses)
        return (torch.exp(-self.s) * losses + self.s).sum()


torch.manual_seed(20)
X, y = load_digits(return_X_y=True)
X = X / 16
a, b, c, d = train_test_split(X, y, test_size=0.3, random_state=20, stratify=y)
ink_a, ink_b = a[:, :32].sum(1) - a[:, 32:].sum(1), b[:, :32].sum(1) - b[:, 32:].sum(1)
m, s = ink_a.mean(), ink_a.std()
f = lambda v: torch.tensor(v, dtype=torch.float32)
train = TensorDataset(f(a), torch.tensor(c), f((ink_a - m) / s))
xv, yv, iv = f(b), torch.tensor(d), f((ink_b - m) / s)
net = TwoHeads()
opt = torch.optim.Adam(net.parameters(), lr=2e-3)
for epoch in range(25):
    net.train()
    total = 0.0
    for x, t, k in DataLoader(train, batch_size=40, shuffle=True):
        out, ink = net(x)
        loss = net.combine([F.cross_entropy(out, t), F.mse_loss(ink, k)])
        opt.zero_grad()
        loss.backward()
        opt.step()
        total += loss.item() * len(t)
    if epoch % 5 == 4:
        net.eval()
        with torch.no_grad():
            out, ink = net(xv)
        print(f"epoch {epoch + 1} joint {total / len(train):+.3f} accuracy {(out.argmax(1) == yv).float().mean().item():.4f} "
              f"ink mse {F.mse_loss(ink, iv).item():.4f}")
