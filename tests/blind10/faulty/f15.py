"""Next-token model for chord progressions, decoder-only transformer."""
import math
import random

import torch
from torch import nn

CHORDS = ["C", "Dm", "Em", "F", "G", "Am", "Bdim", "C7"]
PATTERNS = [["C", "Am", "F", "G"], ["Dm", "G", "C", "C7"], ["Em", "Am", "Dm", "G"], ["F", "G", "Em", "Am"]]
IDX = {c: i for i, c in enumerate(CHORDS)}


def make_song(rng, bars=5):
    song = []
    for _ in range(bars):
        song += rng.choice(PATTERNS)
    if rng.random() < 0.2:
        song[rng.randrange(len(song))] = rng.choice(CHORDS)
    return [IDX[c] for c in song]


def dataset(n, seed):
    rng = random.Random(seed)
    return torch.tensor([make_song(rng) for _ in range(n)])


class Attention(nn.Module):
    def __init__(self, dim, heads, max_len):
        super().__init__()
        assert dim % heads == 0
        self.heads, self.hd = heads, dim // heads
        self.q, self.k, self.v = (nn.Linear(dim, dim) for _ in range(3))
        self.o = nn.Linear(dim, dim)
        self.register_buffer("future", torch.triu(torch.ones(max_len, max_len), 1).bool())

    def _split(self, t):
        b, n, _ = t.shape
        return t.view(b, n, self.heads, self.hd).transpose(1, 2)

    def forward(self, x):
        b, n, d = x.shape
        q, k, v = self._split(self.q(x)), self._split(self.k(x)), self._split(self.v(x))
        scores = q @ k.transpose(-1, -2) / math.sqrt(self.hd)
        scores.masked_fill(self.future[:n, :n], float("-inf"))
        weights = scores.softmax(dim=-1)
        return self.o((weights @ v).transpose(1, 2).reshape(b, n, d))


class Layer(nn.Module):
    def __init__(self, dim, heads, max_len):
        super().__init__()
        self.n1, self.n2 = nn.LayerNorm(dim), nn.LayerNorm(dim)
        self.att = Attention(dim, heads, max_len)
        self.ff = nn.Sequential(nn.Linear(dim, 2 * dim), nn.ReLU(), nn.Linear(2 * dim, dim))

    def forward(self, x):
        x = x + self.att(self.n1(x))
        return x + self.ff(self.n2(x))


class ChordModel(nn.Module):
    def __init__(self, vocab=len(CHORDS), dim=32, heads=4, depth=2, max_len=32):
        super().__init__()
        self.emb = nn.Embedding(vocab, dim)
        self.pos = nn.Parameter(torch.randn(1, max_len, dim) * 0.02)
        self.layers = nn.ModuleList([Layer(dim, heads, max_len) for _ in range(depth)])
        self.head = nn.Linear(dim, vocab)

    def forward(self, ids):
        x = self.emb(ids) + self.pos[:, :ids.size(1)]
        for layer in self.layers:
            x = layer(x)
        return self.head(x)


def loss_on(model, songs, criterion):
    logits = model(songs[:, :-1])
    return criterion(logits.reshape(-1, logits.size(-1)), songs[:, 1:].reshape(-1))


torch.manual_seed(4)
train_songs, valid_songs = dataset(512, 0), dataset(128, 1)
model, criterion = ChordModel(), nn.CrossEntropyLoss()
opt = torch.optim.AdamW(model.parameters(), lr=3e-3)
for epoch in range(8):
    model.train()
    for batch in train_songs[torch.randperm(len(train_songs))].split(32):
        opt.zero_grad()
        loss = loss_on(model, batch, criterion)
        loss.backward()
        opt.step()
    model.eval()
    with torch.no_grad():
        print(epoch, round(loss.item(), 3), "valid", round(loss_on(model, valid_songs, criterion).item(), 3))
