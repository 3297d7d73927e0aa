import math
import torch
import torch.nn as nn
import torch.nn.functional as F

torch.manual_seed(13)
PAD = 0


class AttnPool(nn.Module):
    """Scores every token and averages the embeddings with those weights."""

    def __init__(self, dim):
        super().__init__()
        self.key = nn.Linear(dim, dim)
        self.query = nn.Parameter(torch.randn(dim) / math.sqrt(dim))

    def forward(self, h, pad):
        score = self.key(h) @ self.query / math.sqrt(h.size(-1))
        score.masked_fill(pad, float("-inf"))
        weight = score.softmax(dim=-1)
        return (weight.unsqueeze(-1) * h).sum(dim=1)


class Tagger(nn.Module):
    def __init__(self, vocab, dim=24, classes=3):
        super().__init__()
        self.emb = nn.Embedding(vocab, dim)
        self.pool = AttnPool(dim)
        self.cls = nn.Linear(dim, classes)

    def forward(self, ids):
        return self.cls(self.pool(self.emb(ids), ids == PAD))


def corpus(n, length=14):
    y = torch.randint(0, 3, (n,))
    ids = torch.randint(10, 40, (n, length))
    keep = torch.randint(3, length + 1, (n,))
    pos = (torch.rand(n) * keep).long()
    ids[torch.arange(n), pos] = y + 1
    ids[torch.arange(length)[None, :] >= keep[:, None]] = PAD
    return ids, y


ids, y = corpus(2000)
vids, vy = corpus(500)
model = Tagger(40)
opt = torch.optim.Adam(model.parameters(), lr=5e-3)
for epoch in range(8):
    for chunk in torch.randperm(2000).split(100):
        loss = F.cross_entropy(model(ids[chunk]), y[chunk])
        opt.zero_grad()
        loss.backward()
        opt.step()
    with torch.no_grad():
        print(epoch, (model(vids).argmax(-1) == vy).float().mean().item())
