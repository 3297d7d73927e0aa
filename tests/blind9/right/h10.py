import math

import torch
from torch import nn


class Tagger(nn.Module):
    """Marks every token that has occurred before in its sequence."""

    def __init__(self, vocab, d=32, length=10):
        super().__init__()
        self.emb = nn.Embedding(vocab, d)
        self.pos = nn.Parameter(0.02 * torch.randn(length, d))
        layer = nn.TransformerEncoderLayer(d, 4, 64, dropout=0.0, batch_first=True, norm_first=True)
        self.enc = nn.TransformerEncoder(layer, 2, enable_nested_tensor=False)
        self.norm = nn.LayerNorm(d)
        self.out = nn.Linear(d, 2)

    def forward(self, s):
        mask = torch.triu(torch.full((s.shape[1], s.shape[1]), float("-inf")), diagonal=1)
        return self.out(self.norm(self.enc(self.emb(s) + self.pos, mask=mask)))


def sequences(n, gen, vocab=12, length=10):
    s = torch.randint(0, vocab, (n, length), generator=gen)
    same = s[:, :, None] == s[:, None, :]
    seen = torch.tril(same, diagonal=-1).any(-1)
    return s, seen.long()


def main(steps=400, warm=40, peak=3e-3):
    torch.manual_seed(10)
    gen = torch.Generator().manual_seed(10)
    net = Tagger(12)
    opt = torch.optim.AdamW(net.parameters(), lr=peak, weight_decay=0.01)

    def shape(step):
        if step < warm:
            return (step + 1) / warm
        return 0.5 * (1 + math.cos(math.pi * (step - warm) / (steps - warm)))

    sched = torch.optim.lr_scheduler.LambdaLR(opt, shape)
    xv, yv = sequences(500, gen)
    for step in range(1, steps + 1):
        net.train()
        x, y = sequences(48, gen)
        loss = nn.functional.cross_entropy(net(x).transpose(1, 2), y)
        opt.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        opt.step()
        sched.step()
        if step % 80 == 0:
            net.eval()
            with torch.no_grad():
                acc = (net(xv).argmax(-1) == yv).float().mean().item()
            print(f"step {step} rate {sched.get_last_lr()[0]:.5f} loss {loss.item():.4f} accuracy {acc:.4f}")


main()
