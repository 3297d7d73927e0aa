import torch
from torch import nn


class AttentionPool(nn.Module):
    """Weighted mean over time; the softmax here is the attention."""

    def __init__(self, dim):
        self.score = nn.Linear(dim, 1)

    def forward(self, h):
        w = torch.softmax(self.score(h), dim=1)
        return (w * h).sum(dim=1)


class SeqClassifier(nn.Module):
    def __init__(self, vocab, dim, classes):
        super().__init__()
        self.emb = nn.Embedding(vocab, dim)
        self.rnn = nn.GRU(dim, dim, batch_first=True)
        self.pool = AttentionPool(dim)
        self.fc = nn.Linear(dim, classes)

    def forward(self, ids):
        h, _ = self.rnn(self.emb(ids))
        return self.fc(self.pool(h))
