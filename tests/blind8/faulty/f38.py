"""Sequence labelling: running sum modulo 8."""
from dataclasses import dataclass
import torch
from torch import nn
import torch.nn.functional as F


@dataclass
class Settings:
    tags: int = 8
    length: int = 8
    hidden: int = 64
    lr: float = 3e-3
    steps: int = 400
    batch: int = 64


class Tagger(nn.Module):
    def __init__(self, s):
        super().__init__()
        self.embed = nn.Embedding(s.tags, 16)
        self.rnn = nn.LSTM(16, s.hidden, batch_first=True, bidirectional=True)
        self.fc = nn.Linear(2 * s.hidden, s.tags)

    def forward(self, x):
        h, _ = self.rnn(self.embed(x))
        return self.fc(h)


def make_batch(s):
    x = torch.randint(0, s.tags, (s.batch, s.length))
    y = (x + x.roll(1, dims=1)) % s.tags
    return x, y


class TaggerLoss:
    def __init__(self, smoothing=0.0):
        self.smoothing = smoothing

    def __call__(self, scores, tags):
        return F.cross_entropy(scores, tags, label_smoothing=self.smoothing)


def token_accuracy(model, s):
    model.eval()
    with torch.no_grad():
        hits = n = 0
        for _ in range(5):
            x, y = make_batch(s)
            pred = model(x).argmax(-1)
            hits += (pred == y).sum().item()
            n += y.numel()
    return hits / n


def main():
    s = Settings()
    torch.manual_seed(1)
    model, criterion = Tagger(s), TaggerLoss()
    opt = torch.optim.Adam(model.parameters(), lr=s.lr)
    for step in range(1, s.steps + 1):
        model.train()
        x, y = make_batch(s)
        opt.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        opt.step()
        if step % 100 == 0:
            print(f'step {step} loss {loss.item():.3f} token acc {token_accuracy(model, s):.3f}')


if __name__ == '__main__':
    main()
