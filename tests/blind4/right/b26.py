import math

import torch
from torch import nn
from torch.optim.lr_scheduler import LambdaLR
from torch.utils.data import DataLoader, TensorDataset


def make(n, seed, steps=16):
    g = torch.Generator().manual_seed(seed)
    f = 0.3 + 0.9 * torch.rand(n, 1, generator=g)
    p = 6.28 * torch.rand(n, 1, generator=g)
    t = torch.arange(steps + 1).float()
    s = torch.sin(f * t + p) + 0.02 * torch.randn(n, steps + 1, generator=g)
    return s[:, :steps].unsqueeze(-1), s[:, steps:]


class Forecaster(nn.Module):
    def __init__(self, d=32):
        super().__init__()
        self.inp = nn.Linear(1, d)
        self.pos = nn.Parameter(0.1 * torch.randn(1, 16, d))
        layer = nn.TransformerEncoderLayer(d, 4, 64, dropout=0.0, batch_first=True)
        self.enc = nn.TransformerEncoder(layer, 1)
        self.out = nn.Linear(d, 1)

    def forward(self, x):
        return self.out(self.enc(self.inp(x) + self.pos)[:, -1])


def schedule(warmup, total):
    def f(step):
        if step < warmup:
            return (step + 1) / warmup
        return 0.5 * (1 + math.cos(math.pi * (step - warmup) / (total - warmup)))
    return f


torch.manual_seed(0)
EPOCHS = 8
loader = DataLoader(TensorDataset(*make(1500, 1)), batch_size=50, shuffle=True)
x_test, y_test = make(300, 2)
net = Forecaster()
opt = torch.optim.AdamW(net.parameters(), lr=4e-3)
sched = LambdaLR(opt, schedule(30, EPOCHS * len(loader)))
for epoch in range(EPOCHS):
    net.train()
    tot = 0.0
    for x, y in loader:
        loss = nn.functional.mse_loss(net(x), y)
        opt.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        opt.step()
        sched.step()
        tot += loss.item() * len(y)
    net.eval()
    with torch.no_grad():
        val = nn.functional.mse_loss(net(x_test), y_test).item()
    print(f"epoch {epoch + 1} train {tot / 1500:.4f} test {val:.4f} lr {sched.get_last_lr()[0]:.1e}")
