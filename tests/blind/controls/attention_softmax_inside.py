"""Right: softmax is used inside the attention only; the loss receives the raw scores of the head."""
import math

import torch
import torch.nn as nn
import torch.nn.functional as F

torch.manual_seed(0)


class AttentionPool(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.query = nn.Parameter(torch.randn(d) * 0.1)

    def forward(self, x):
        w = F.softmax(x @ self.query / math.sqrt(x.size(-1)), dim=1)
        return (w.unsqueeze(-1) * x).sum(1)


class Classifier(nn.Module):
    def __init__(self, vocab=30, d=24, n_classes=3):
        super().__init__()
        self.emb = nn.Embedding(vocab, d)
        self.pool = AttentionPool(d)
        self.fc = nn.Linear(d, n_classes)

    def forward(self, ids):
        return self.fc(self.pool(self.emb(ids)))


ids = torch.randint(3, 30, (480, 8))
y = torch.randint(0, 3, (480,))
ids[torch.arange(480), torch.randint(0, 8, (480,))] = y
model = Classifier()
opt = torch.optim.Adam(model.parameters(), lr=0.01)
for epoch in range(4):
    for j in torch.randperm(480).split(32):
        opt.zero_grad()
        logits = model(ids[j])
        loss = F.cross_entropy(logits, y[j])
        loss.backward()
        opt.step()
    with torch.no_grad():
        print(epoch, loss.item(), (model(ids).argmax(1) == y).float().mean().item())
