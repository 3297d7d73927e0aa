"""Word-level language model with tied embeddings and a hidden state that is carried over."""
import random

import torch
import torch.nn as nn

random.seed(1)
SUBJ, VERB, OBJ = "i you we they".split(), "like see want make".split(), "tea code maps songs".split()
words = []
for _ in range(900):
    words += [random.choice(SUBJ), random.choice(VERB), random.choice(OBJ), "."]
vocab = {w: i for i, w in enumerate(sorted(set(words)))}
stream = torch.tensor([vocab[w] for w in words])


class TiedLM(nn.Module):
    def __init__(self, n, d=32):
        super().__init__()
        self.emb = nn.Embedding(n, d)
        self.gru = nn.GRU(d, d, batch_first=True)
        self.out = nn.Linear(d, n)
        self.out.weight = self.emb.weight

    def forward(self, x, h):
        y, h = self.gru(self.emb(x), h)
        return self.out(y), h


def lanes(ids, b):
    n = len(ids) // b
    return ids[:n * b].view(b, n)


def pieces(data, k):
    for i in range(0, data.size(1) - 1, k):
        j = min(i + k, data.size(1) - 1)
        yield data[:, i:j], data[:, i + 1:j + 1]


cut = int(0.9 * len(stream))
train, valid = lanes(stream[:cut], 10), lanes(stream[cut:], 2)
model = TiedLM(len(vocab))
opt = torch.optim.Adam(model.parameters(), lr=5e-3)
ce = nn.CrossEntropyLoss()

for epoch in range(5):
    model.train()
    h = torch.zeros(1, 10, 32)
    total, count = 0.0, 0
    for x, y in pieces(train, 16):
        h = h.detach()
        logits, h = model(x, h)
        loss = ce(logits.reshape(-1, len(vocab)), y.reshape(-1))
        opt.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 0.5)
        opt.step()
        total += loss.item() * y.numel()
        count += y.numel()
    model.eval()
    with torch.no_grad():
        logits, _ = model(valid[:, :-1], torch.zeros(1, 2, 32))
        v = ce(logits.transpose(1, 2), valid[:, 1:]).item()
    print(epoch, "train", total / count, "valid", v)
