import argparse
import string

import torch
from torch import nn

TEXT = "the quick brown fox jumps over the lazy dog. pack my box with five dozen liquor jugs. " * 40
CHARS = sorted(set(TEXT))
STOI = {c: i for i, c in enumerate(CHARS)}


class CharLSTM(nn.Module):
    def __init__(self, vocab, emb=24, hidden=64):
        super().__init__()
        self.emb = nn.Embedding(vocab, emb)
        self.lstm = nn.LSTM(emb, hidden, batch_first=True)
        self.out = nn.Linear(hidden, vocab)

    def forward(self, x, state=None):
        h, state = self.lstm(self.emb(x), state)
        return self.out(h), state


def get_batch(data, batch, length, gen):
    start = torch.randint(0, len(data) - length - 1, (batch,), generator=gen)
    x = torch.stack([data[s:s + length] for s in start])
    y = torch.stack([data[s + 1:s + length + 1] for s in start])
    return x, y


def generate(model, seed_text, n):
    model.eval()
    ids = torch.tensor([[STOI[c] for c in seed_text]])
    state, out = None, seed_text
    with torch.no_grad():
        for _ in range(n):
            logits, state = model(ids, state)
            ids = logits[:, -1].argmax(-1, keepdim=True)
            out += CHARS[ids.item()]
    return out


def main(argv=None):
    p = argparse.ArgumentParser()
    p.add_argument("--steps", type=int, default=150)
    p.add_argument("--lr", type=float, default=1e-2)
    p.add_argument("--clip", type=float, default=0.5)
    args = p.parse_args(argv)

    torch.manual_seed(1)
    gen = torch.Generator().manual_seed(1)
    data = torch.tensor([STOI[c] for c in TEXT])
    model = CharLSTM(len(CHARS))
    optimizer = torch.optim.Adam(model.parameters(), lr=args.lr)
    criterion = nn.CrossEntropyLoss()

    for step in range(1, args.steps + 1):
        model.train()
        x, y = get_batch(data, 24, 32, gen)
        logits, _ = model(x)
        loss = criterion(logits.reshape(-1, logits.size(-1)), y.reshape(-1))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        nn.utils.clip_grad_norm_(model.parameters(), args.clip)
        if step % 50 == 0:
            print(f"step {step} loss {loss.item():.3f}")
    print(generate(model, "the ", 40))


if __name__ == "__main__":
    main([])
