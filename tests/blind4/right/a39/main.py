import random

import torch
import torch.nn.functional as F
from torch.nn.utils.rnn import pad_sequence

from lm import PAD, CausalLM

# sequences count up with a fixed step, modulo 20; tokens 1..20, 0 pads


def make(n, rng):
    rows = []
    for _ in range(n):
        start, step, length = rng.randrange(20), rng.randrange(1, 5), rng.randrange(8, 17)
        rows.append(torch.tensor([1 + (start + step * i) % 20 for i in range(length)]))
    return rows


def batches(rows, size, rng):
    order = list(range(len(rows)))
    rng.shuffle(order)
    for i in range(0, len(order), size):
        ids = pad_sequence([rows[j] for j in order[i:i + size]], batch_first=True, padding_value=PAD)
        yield ids[:, :-1], ids[:, 1:]


def next_token_accuracy(model, rows, rng):
    model.eval()
    hits = seen = 0
    with torch.no_grad():
        for x, y in batches(rows, 64, rng):
            keep = y != PAD
            keep[:, 0] = False                     # the step is unknown after one token
            hits += (model(x).argmax(-1) == y)[keep].sum().item()
            seen += keep.sum().item()
    return hits / seen


def main():
    torch.manual_seed(0)
    rng = random.Random(0)
    train, test = make(1200, rng), make(200, rng)
    model = CausalLM(vocab=21)
    opt = torch.optim.AdamW(model.parameters(), lr=3e-3, weight_decay=0.01)
    for epoch in range(6):
        model.train()
        total = n = 0
        for x, y in batches(train, 40, rng):
            logits = model(x)
            loss = F.cross_entropy(logits.reshape(-1, logits.size(-1)), y.reshape(-1), ignore_index=PAD)
            opt.zero_grad()
            loss.backward()
            opt.step()
            tokens = (y != PAD).sum().item()
            total += loss.item() * tokens
            n += tokens
        print(f"epoch {epoch + 1} loss {total / n:.3f} acc {next_token_accuracy(model, test, rng):.3f}")


if __name__ == "__main__":
    main()
