import random
from dataclasses import dataclass, field

import torch
from torch import nn

random.seed(5)
torch.manual_seed(5)

MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
CHARS = '<>' + 'abcdefghijklmnopqrstuvwxyz0123456789 -'
IDX = {c: i for i, c in enumerate(CHARS)}


@dataclass
class HP:
    emb: int = 32
    hid: int = 128
    lr: float = 1e-3
    steps: int = 3000
    batch: int = 64
    clip: float = 1.0
    betas: tuple = field(default=(0.9, 0.999))


def make_pair():
    d, m, y = random.randint(1, 28), random.randint(0, 11), random.randint(1950, 2020)
    src = f'{d:02d} {MONTHS[m]} {y}'
    tgt = f'<{y}-{m + 1:02d}-{d:02d}>'
    return [IDX[c] for c in src], [IDX[c] for c in tgt]


def make_batch(n):
    pairs = [make_pair() for _ in range(n)]
    return torch.tensor([p[0] for p in pairs]), torch.tensor([p[1] for p in pairs])


class Seq2Seq(nn.Module):
    def __init__(self, hp):
        super().__init__()
        self.emb = nn.Embedding(len(CHARS), hp.emb)
        self.enc = nn.LSTM(hp.emb, hp.hid, batch_first=True)
        self.dec = nn.LSTM(hp.emb, hp.hid, batch_first=True)
        self.out = nn.Linear(hp.hid, len(CHARS))

    def forward(self, src, tgt_in):
        _, state = self.enc(self.emb(src))
        h, _ = self.dec(self.emb(tgt_in), state)
        return self.out(h)


def main():
    hp = HP()
    model = Seq2Seq(hp)
    opt = torch.optim.Adam(model.parameters(), lr=hp.lr, betas=hp.betas)
    loss_fn = nn.CrossEntropyLoss()
    avg = None
    for step in range(1, hp.steps + 1):
        src, tgt = make_batch(hp.batch)
        logits = model(src, tgt[:, :-1])
        loss = loss_fn(logits.flatten(0, 1), tgt[:, 1:].flatten())
        opt.zero_grad()
        loss.backward()
        opt.step()
        nn.utils.clip_grad_norm_(model.parameters(), hp.clip)
        avg = loss.item() if avg is None else 0.98 * avg + 0.02 * loss.item()
        if step % 200 == 0:
            print(f'step {step:5d} | loss {avg:.4f}')


if __name__ == '__main__':
    main()
