import math

import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset


class SelfAttention(nn.Module):
    def __init__(self, dim, heads):
        super().__init__()
        self.heads, self.d = heads, dim // heads
        self.qkv = nn.Linear(dim, dim * 3)
        self.proj = nn.Linear(dim, dim)

    def forward(self, x):
        n, t, dim = x.shape
        q, k, v = self.qkv(x).reshape(n, t, 3, self.heads, self.d).permute(2, 0, 3, 1, 4)
        weights = torch.softmax(q @ k.transpose(-2, -1) / math.sqrt(self.d), dim=-1)
        out = (weights @ v).transpose(1, 2)
        out = out.view(n, t, dim)  # 헤드를 다시 합친다
        return self.proj(out)


class Model(nn.Module):
    def __init__(self, vocab=20, dim=16):
        super().__init__()
        self.emb = nn.Embedding(vocab, dim)
        self.attn = SelfAttention(dim, heads=2)
        self.fc = nn.Linear(dim, 2)

    def forward(self, x):
        return self.fc(self.attn(self.emb(x)).mean(dim=1))


if __name__ == "__main__":
    torch.manual_seed(0)
    tokens = torch.randint(0, 20, (500, 10))
    labels = (tokens == 7).any(dim=1).long()
    loader = DataLoader(TensorDataset(tokens, labels), batch_size=50, shuffle=True)
    model = Model()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.005)
    for epoch in range(3):
        for x, y in loader:
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(model(x), y)
            loss.backward()
            optimizer.step()
        print(epoch, loss.item())
