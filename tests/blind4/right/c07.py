import argparse

import torch
import torch.nn.functional as F
from torch import nn

VOCAB, SOS, LEN = 11, 10, 6      # digits 0-9 and a start token


class Encoder(nn.Module):
    def __init__(self, h):
        super().__init__()
        self.emb, self.gru = nn.Embedding(VOCAB, 24), nn.GRU(24, h, batch_first=True)

    def forward(self, x):
        return self.gru(self.emb(x))[1]


class Decoder(nn.Module):
    def __init__(self, h):
        super().__init__()
        self.emb, self.gru = nn.Embedding(VOCAB, 24), nn.GRU(24, h, batch_first=True)
        self.out = nn.Linear(h, 10)

    def forward(self, prev, state):
        y, state = self.gru(self.emb(prev), state)
        return self.out(y), state


def batch(n):
    """Sort the digits."""
    src = torch.randint(0, 10, (n, LEN))
    tgt = src.sort(dim=1).values
    prev = torch.cat([torch.full((n, 1), SOS), tgt[:, :-1]], dim=1)
    return src, prev, tgt


def decode(enc, dec, src):
    state, tok, out = enc(src), torch.full((len(src), 1), SOS), []
    for _ in range(LEN):
        logits, state = dec(tok, state)
        tok = logits.argmax(-1)
        out.append(tok)
    return torch.cat(out, dim=1)


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--steps", type=int, default=400)
    args = ap.parse_args([])
    torch.manual_seed(0)
    enc, dec = Encoder(64), Decoder(64)
    opt = torch.optim.Adam(list(enc.parameters()) + list(dec.parameters()), lr=4e-3)
    for step in range(1, args.steps + 1):
        enc.train(), dec.train()
        src, prev, tgt = batch(64)
        logits, _ = dec(prev, enc(src))
        loss = F.cross_entropy(logits.permute(0, 2, 1), tgt)
        opt.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(list(enc.parameters()) + list(dec.parameters()), 1.0)
        opt.step()
        if step % 100 == 0:
            enc.eval(), dec.eval()
            with torch.no_grad():
                src, _, tgt = batch(200)
                acc = (decode(enc, dec, src) == tgt).float().mean().item()
            print(f"step {step} loss {loss.item():.3f} token accuracy {acc:.3f}")


if __name__ == "__main__":
    main()
