import math

import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split


class Attention(nn.Module):
    def __init__(self, dim, heads):
        super().__init__()
        self.heads, self.dk = heads, dim // heads
        self.to_qkv = nn.Linear(dim, 3 * dim, bias=False)
        self.proj = nn.Linear(dim, dim)

    def split(self, x):
        n, t, _ = x.shape
        return x.view(n, t, self.heads, self.dk).permute(0, 2, 1, 3)

    def merge(self, x):
        n, h, t, d = x.shape
        return x.permute(0, 2, 1, 3).view(n, t, h * d)

    def forward(self, x):
        q, k, v = (self.split(z.contiguous()) for z in self.to_qkv(x).chunk(3, -1))
        w = torch.softmax(q @ k.transpose(-1, -2) / math.sqrt(self.dk), dim=-1)
        return self.proj(self.merge(w @ v))


class RowTransformer(nn.Module):
    """Reads a digit as 8 rows of 8 pixels."""

    def __init__(self, dim=32, heads=4, depth=2):
        super().__init__()
        self.inp = nn.Linear(8, dim)
        self.pos = nn.Parameter(0.02 * torch.randn(1, 8, dim))
        self.att = nn.ModuleList([Attention(dim, heads) for _ in range(depth)])
        self.norm = nn.ModuleList([nn.LayerNorm(dim) for _ in range(depth)])
        self.head = nn.Linear(dim, 10)

    def forward(self, x):
        h = self.inp(x) + self.pos
        for att, norm in zip(self.att, self.norm):
            h = h + att(norm(h))
        return self.head(h.mean(1))


def main():
    torch.manual_seed(0)
    X, y = load_digits(return_X_y=True)
    X_tr, X_te, y_tr, y_te = train_test_split(X / 16, y, test_size=0.2, random_state=0, stratify=y)
    f = lambda a: torch.tensor(a, dtype=torch.float32).view(-1, 8, 8)
    X_tr, X_te, y_tr, y_te = f(X_tr), f(X_te), torch.tensor(y_tr), torch.tensor(y_te)
    net = RowTransformer()
    opt = torch.optim.Adam(net.parameters(), lr=3e-3)
    for epoch in range(6):
        net.train()
        tot = 0.0
        for idx in torch.randperm(len(y_tr)).split(64):
            opt.zero_grad()
            loss = F.cross_entropy(net(X_tr[idx]), y_tr[idx])
            loss.backward()
            opt.step()
            tot += loss.item() * len(idx)
        print(epoch, round(tot / len(y_tr), 4))
    net.eval()
    with torch.no_grad():
        print("test accuracy", (net(X_te).argmax(1) == y_te).float().mean().item())


if __name__ == "__main__":
    main()
