import math

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class SelfAttention(nn.Module):
    def __init__(self, dim, heads):
        super().__init__()
        assert dim % heads == 0
        self.h, self.d = heads, dim // heads
        self.qkv = nn.Linear(dim, 3 * dim)
        self.out = nn.Linear(dim, dim)

    def forward(self, x):
        n, t, c = x.shape
        q, k, v = (z.view(n, t, self.h, self.d).transpose(1, 2) for z in self.qkv(x).chunk(3, dim=-1))
        w = (q @ k.transpose(-2, -1) / math.sqrt(self.d)).softmax(dim=-1)
        y = (w @ v).transpose(1, 2)
        return self.out(y.view(n, t, c))


class Block(nn.Module):
    def __init__(self, dim, heads):
        super().__init__()
        self.n1, self.n2 = nn.LayerNorm(dim), nn.LayerNorm(dim)
        self.attn = SelfAttention(dim, heads)
        self.ff = nn.Sequential(nn.Linear(dim, 2 * dim), nn.GELU(), nn.Linear(2 * dim, dim))

    def forward(self, x):
        x = x + self.attn(self.n1(x))
        return x + self.ff(self.n2(x))


class CountOnes(nn.Module):
    def __init__(self, dim=24):
        super().__init__()
        self.emb = nn.Embedding(2, dim)
        self.block = Block(dim, 4)
        self.fc = nn.Linear(dim, 9)

    def forward(self, ids):
        return self.fc(self.block(self.emb(ids)).mean(1))


if __name__ == "__main__":
    torch.manual_seed(0)
    bits = torch.randint(0, 2, (1500, 8))
    count = bits.sum(1)
    loader = DataLoader(TensorDataset(bits[:1200], count[:1200]), batch_size=40, shuffle=True)
    net = CountOnes()
    opt = torch.optim.Adam(net.parameters(), lr=3e-3)
    for epoch in range(6):
        net.train()
        for x, y in loader:
            loss = nn.functional.cross_entropy(net(x), y)
            opt.zero_grad()
            loss.backward()
            opt.step()
        print(epoch + 1, round(loss.item(), 4))
    net.eval()
    with torch.no_grad():
        print("accuracy", (net(bits[1200:]).argmax(1) == count[1200:]).float().mean().item())
