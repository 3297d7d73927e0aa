import math

import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset


class Attention(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.q, self.k, self.v = nn.Linear(dim, dim), nn.Linear(dim, dim), nn.Linear(dim, dim)
        self.scale = math.sqrt(dim)

    def forward(self, x):
        scores = self.q(x) @ self.k(x).transpose(1, 2) / self.scale
        return F.softmax(scores, dim=-1) @ self.v(x)


class TextClassifier(nn.Module):
    def __init__(self, vocab=40, dim=24, classes=4):
        super().__init__()
        self.emb = nn.Embedding(vocab, dim)
        self.attention = Attention(dim)
        self.fc = nn.Linear(dim, classes)

    def forward(self, tokens):
        x = self.emb(tokens)
        return self.fc((x + self.attention(x)).mean(dim=1))


torch.manual_seed(0)
labels = torch.randint(0, 4, (800,))
tokens = torch.randint(4, 40, (800, 12))
tokens[torch.arange(800), torch.randint(0, 12, (800,))] = labels
train = DataLoader(TensorDataset(tokens[:600], labels[:600]), batch_size=50, shuffle=True)
model = TextClassifier()
optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
for epoch in range(10):
    for x, y in train:
        optimizer.zero_grad()
        loss = F.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
with torch.no_grad():
    print("accuracy", (model(tokens[600:]).argmax(1) == labels[600:]).float().mean().item())
