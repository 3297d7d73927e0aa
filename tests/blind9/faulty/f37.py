"""Character language model (GRU) with truncated BPTT."""
import random

import torch
import torch.nn as nn

rng = random.Random(12)
WHO, DOES, WHAT = "fox dog cat owl bear wolf".split(), "sees likes hears finds helps".split(), "rain snow bread honey rivers stones".split()
TEXT = " ".join(f"the {rng.choice(WHO)} {rng.choice(DOES)} the {rng.choice(WHO)} and {rng.choice(WHAT)}." for _ in range(160))
CHARS = sorted(set(TEXT))
ids = torch.tensor([CHARS.index(c) for c in TEXT])
BATCH, BPTT, HIDDEN = 8, 24, 64


def batchify(data, bsz):
    n = data.size(0) // bsz
    return data[: n * bsz].view(bsz, n)


split = int(len(ids) * 0.9)
train_data, valid_data = batchify(ids[:split], BATCH), batchify(ids[split:], BATCH)


class CharGRU(nn.Module):
    def __init__(self, vocab):
        super().__init__()
        self.emb = nn.Embedding(vocab, 24)
        self.gru = nn.GRU(24, HIDDEN, batch_first=True)
        self.out = nn.Linear(HIDDEN, vocab)

    def forward(self, x, h=None):
        y, h = self.gru(self.emb(x), h)
        return self.out(y), h


model = CharGRU(len(CHARS))
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.RMSprop(model.parameters(), lr=2e-3)


def chunks(data):
    for i in range(0, data.size(1) - 1, BPTT):
        n = min(BPTT, data.size(1) - 1 - i)
        yield data[:, i:i + n], data[:, i + 1:i + 1 + n]


def evaluate(data):
    model.eval()
    total, count, h = 0.0, 0, None
    with torch.no_grad():
        for x, y in chunks(data):
            logits, h = model(x, h)
            total += criterion(logits.flatten(0, 1), y.flatten()).item() * y.numel()
            count += y.numel()
    return total / count


for epoch in range(4):
    model.train()
    h = None
    for x, y in chunks(train_data):
        if h is not None:
            h = h.detach()
        optimizer.zero_grad()
        logits, h = model(x, h)
        loss = criterion(logits.flatten(0, 1), y.flatten())
        loss.backward()
        optimizer.step()
        nn.utils.clip_grad_norm_(model.parameters(), 0.5)
    print(f"epoch {epoch} valid {evaluate(valid_data):.3f}")
