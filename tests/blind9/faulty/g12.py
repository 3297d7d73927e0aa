"""Running total of deposits and withdrawals with a plain recurrent cell written by hand."""
import torch
from torch import nn


def ledger(n, length, gen):
    amount = torch.rand(n, length, generator=gen)
    sign = torch.randint(0, 2, (n, length), generator=gen) * 2.0 - 1.0
    total = (amount * sign).sum(1, keepdim=True) / (length / 3) ** 0.5
    return torch.stack([2 * amount - 1, sign], dim=-1), total


class Cell(nn.Module):
    def __init__(self, n_in, hidden, gain):
        super().__init__()
        self.hidden = hidden
        self.inp = nn.Linear(n_in, hidden)
        self.rec = nn.Linear(hidden, hidden, bias=False)
        self.out = nn.Linear(hidden, 1)
        with torch.no_grad():
            self.rec.weight.copy_(gain * torch.eye(hidden))
            self.inp.weight.mul_(0.2)
            self.inp.bias.zero_()

    def forward(self, seq):
        h = seq.new_zeros(seq.shape[0], self.hidden)
        for t in range(seq.shape[1]):
            h = torch.relu(self.inp(seq[:, t]) + self.rec(h))
        return self.out(h)


def run(length=20, steps=400, gain=1.35):
    torch.manual_seed(6)
    gen = torch.Generator().manual_seed(9)
    net = Cell(2, 32, gain)
    opt = torch.optim.SGD(net.parameters(), lr=0.005)
    mse = nn.MSELoss()
    xv, yv = ledger(500, length, gen)
    for step in range(1, steps + 1):
        x, y = ledger(64, length, gen)
        loss = mse(net(x), y)
        opt.zero_grad()
        loss.backward()
        opt.step()
        if step % 50 == 0:
            net.eval()
            with torch.no_grad():
                print(f"step {step} loss {loss.item():.4f} held-out {mse(net(xv), yv).item():.4f}"
                      f" constant {yv.var().item():.4f}")
            net.train()


run()
