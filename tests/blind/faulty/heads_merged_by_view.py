import math
import torch
import torch.nn as nn
import torch.nn.functional as F

torch.manual_seed(0)


class SelfAttention(nn.Module):
    def __init__(self, dim: int, heads: int):
        super().__init__()
        self.heads, self.head_dim = heads, dim // heads
        self.q = nn.Linear(dim, dim)
        self.k = nn.Linear(dim, dim)
        self.v = nn.Linear(dim, dim)
        self.o = nn.Linear(dim, dim)

    def split(self, x):
        b, t, _ = x.shape
        return x.view(b, t, self.heads, self.head_dim).transpose(1, 2)

    def forward(self, x):
        b, t, d = x.shape
        q, k, v = self.split(self.q(x)), self.split(self.k(x)), self.split(self.v(x))
        att = F.softmax(q @ k.transpose(-2, -1) / math.sqrt(self.head_dim), dim=-1)
        out = att @ v
        out = out.transpose(1, 2).view(b, t, d)
        return self.o(out)


class CopyModel(nn.Module):
    def __init__(self, vocab=12, dim=24, heads=3, length=8):
        super().__init__()
        self.emb = nn.Embedding(vocab, dim)
        self.pos = nn.Parameter(torch.randn(length, dim) * 0.1)
        self.att = SelfAttention(dim, heads)
        self.norm = nn.LayerNorm(dim)
        self.out = nn.Linear(dim, vocab)

    def forward(self, ids):
        x = self.emb(ids) + self.pos
        return self.out(self.norm(x + self.att(x)))


def batch(n=32, length=8, vocab=12):
    ids = torch.randint(0, vocab, (n, length))
    return ids, ids.flip(1)


model = CopyModel()
optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
for step in range(60):
    src, tgt = batch()
    optimizer.zero_grad()
    logits = model(src)
    loss = F.cross_entropy(logits.flatten(0, 1), tgt.flatten())
    loss.backward()
    optimizer.step()
    if step % 20 == 0:
        print(step, loss.item())
