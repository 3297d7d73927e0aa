"""A tiny transformer that sorts out which token occurs most often in a sequence."""
import torch
from torch import nn

VOCAB, LENGTH, D = 6, 12, 32


def batch(n, gen):
    bias = torch.randint(0, VOCAB, (n,), generator=gen)
    noise = torch.randint(0, VOCAB, (n, LENGTH), generator=gen)
    keep = torch.rand(n, LENGTH, generator=gen) < 0.45
    seq = torch.where(keep, bias[:, None].expand(-1, LENGTH), noise)
    return seq, bias


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.tok = nn.Embedding(VOCAB, D)
        self.pos = nn.Parameter(torch.randn(LENGTH, D) * 0.02)
        layer = nn.TransformerEncoderLayer(D, 4, 64, dropout=0.1, batch_first=True)
        self.enc = nn.TransformerEncoder(layer, 2)
        self.out = nn.Linear(D, VOCAB)

    def forward(self, s):
        h = self.enc(self.tok(s) + self.pos)
        return self.out(h.mean(1))


class WarmupRate:
    """Rate of 'Attention is all you need'."""

    def __init__(self, optimizer, d_model, warmup=4000, factor=0.15):
        self.optimizer, self.d_model = optimizer, d_model
        self.warmup, self.factor, self.n = warmup, factor, 0

    def step(self):
        self.n += 1
        rate = self.factor * self.d_model ** -0.5 * min(self.n ** -0.5, self.n * self.warmup ** -1.5)
        for group in self.optimizer.param_groups:
            group["lr"] = rate
        self.optimizer.step()


def evaluate(net, seq, lab):
    net.eval()
    with torch.no_grad():
        res = (net(seq).argmax(-1) == lab).float().mean().item()
    net.train()
    return res


def main():
    torch.manual_seed(0)
    gen = torch.Generator().manual_seed(1)
    test = batch(500, gen)
    net = Encoder()
    opt = WarmupRate(torch.optim.Adam(net.parameters(), lr=0.0, betas=(0.9, 0.98), eps=1e-9), D)
    ce = nn.CrossEntropyLoss()
    net.train()
    for it in range(1, 301):
        seq, lab = batch(48, gen)
        loss = ce(net(seq), lab)
        opt.optimizer.zero_grad()
        loss.backward()
        opt.step()
        if it % 50 == 0:
            print(it, f"loss {loss.item():.3f}", f"acc {evaluate(net, *test):.3f}")


main()
