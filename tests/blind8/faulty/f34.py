"""A tiny set transformer, written by hand."""
import math
import torch
from torch import nn
import torch.nn.functional as F


class SelfAttention(nn.Module):
    def __init__(self, d, heads=4, p=0.2):
        super().__init__()
        self.h, self.p = heads, p
        self.qkv = nn.Linear(d, 3 * d)
        self.proj = nn.Linear(d, d)

    def forward(self, x):
        n, t, d = x.shape
        q, k, v = self.qkv(x).view(n, t, 3, self.h, d // self.h).permute(2, 0, 3, 1, 4)
        w = (q @ k.transpose(-2, -1) / math.sqrt(d // self.h)).softmax(-1)
        w = F.dropout(w, self.p)
        y = (w @ v).transpose(1, 2).reshape(n, t, d)
        return self.proj(y)


class Block(nn.Module):
    def __init__(self, d, p=0.2):
        super().__init__()
        self.n1, self.n2 = nn.LayerNorm(d), nn.LayerNorm(d)
        self.att = SelfAttention(d, p=p)
        self.mlp = nn.Sequential(nn.Linear(d, 2 * d), nn.GELU(), nn.Linear(2 * d, d), nn.Dropout(p))

    def forward(self, x):
        x = x + self.att(self.n1(x))
        return x + self.mlp(self.n2(x))


class SetModel(nn.Module):
    def __init__(self, d=32, depth=2):
        super().__init__()
        self.inp = nn.Linear(2, d)
        self.blocks = nn.ModuleList([Block(d) for _ in range(depth)])
        self.out = nn.Linear(d, 1)

    def forward(self, x):
        h = self.inp(x)
        for b in self.blocks:
            h = b(h)
        return self.out(h.mean(1)).squeeze(-1)


def make(n, g):
    pts = torch.rand(n, 8, 2, generator=g) * 2 - 1
    return pts, pts.norm(dim=-1).max(dim=1).values


@torch.no_grad()
def mae(model, x, y):
    model.eval()
    return (model(x) - y).abs().mean().item()


def main():
    torch.manual_seed(0)
    g = torch.Generator().manual_seed(0)
    xt, yt = make(1500, g)
    xv, yv = make(300, g)
    model = SetModel()
    opt = torch.optim.AdamW(model.parameters(), lr=1e-3)
    for epoch in range(6):
        model.train()
        perm = torch.randperm(len(xt))
        for idx in perm.split(50):
            loss = F.smooth_l1_loss(model(xt[idx]), yt[idx])
            opt.zero_grad()
            loss.backward()
            opt.step()
        print(f'epoch {epoch} val mae {mae(model, xv, yv):.4f} again {mae(model, xv, yv):.4f}')


if __name__ == '__main__':
    main()
