"""Sequence reversal with a one-block transformer."""
import math
import torch
import torch.nn as nn
import torch.nn.functional as F

PAD = 0


class SelfAttention(nn.Module):
    def __init__(self, dim, heads):
        super().__init__()
        self.h, self.d = heads, dim // heads
        self.qkv = nn.Linear(dim, 3 * dim)
        self.proj = nn.Linear(dim, dim)

    def forward(self, x, pad):
        n, t, c = x.shape
        q, k, v = self.qkv(x).view(n, t, 3, self.h, self.d).permute(2, 0, 3, 1, 4)
        att = q @ k.transpose(-2, -1) / math.sqrt(self.d)
        att = att.masked_fill(pad[:, None, None, :], float('-inf'))
        att = F.softmax(att, dim=-1)
        y = (att @ v).transpose(1, 2).reshape(n, t, c)
        return self.proj(y)


class Block(nn.Module):
    def __init__(self, dim, heads):
        super().__init__()
        self.ln1, self.ln2 = nn.LayerNorm(dim), nn.LayerNorm(dim)
        self.att = SelfAttention(dim, heads)
        self.ff = nn.Sequential(nn.Linear(dim, 4 * dim), nn.GELU(), nn.Linear(4 * dim, dim))

    def forward(self, x, pad):
        x = x + self.att(self.ln1(x), pad)
        return x + self.ff(self.ln2(x))


class Reverser(nn.Module):
    def __init__(self, vocab, dim=48, heads=4, max_len=12, depth=2):
        super().__init__()
        self.tok = nn.Embedding(vocab, dim, padding_idx=PAD)
        self.pos = nn.Parameter(torch.zeros(1, max_len, dim))
        self.blocks = nn.ModuleList(Block(dim, heads) for _ in range(depth))
        self.out = nn.Linear(dim, vocab)

    def forward(self, x):
        pad = x == PAD
        h = self.tok(x) + self.pos[:, :x.size(1)]
        for b in self.blocks:
            h = b(h, pad)
        return self.out(h)


def batch(n, vocab, length=10):
    x = torch.randint(1, vocab, (n, length))
    y = x.flip(1)
    cut = torch.randint(6, length + 1, (n,))
    for i, c in enumerate(cut.tolist()):
        y[i, :c] = x[i, :c].flip(0)
        x[i, c:] = PAD
        y[i, c:] = PAD
    return x, y


if __name__ == '__main__':
    torch.manual_seed(0)
    model = Reverser(vocab=20)
    opt = torch.optim.AdamW(model.parameters(), lr=2e-3)
    criterion = nn.CrossEntropyLoss(ignore_index=PAD)
    for step in range(150):
        x, y = batch(64, 20)
        loss = criterion(model(x).transpose(1, 2), y)
        opt.zero_grad()
        loss.backward()
        opt.step()
        if step % 50 == 0:
            print(step, round(loss.item(), 3))
