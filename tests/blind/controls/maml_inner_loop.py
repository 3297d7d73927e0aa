"""Right: meta-learning: the inner step builds new weights w - lr * g with create_graph=True on purpose; the outer optimiser holds the real ones."""
import torch
import torch.nn as nn
import torch.nn.functional as F

torch.manual_seed(0)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.w1 = nn.Parameter(torch.randn(32, 1) * 0.5)
        self.b1 = nn.Parameter(torch.zeros(32))
        self.w2 = nn.Parameter(torch.randn(1, 32) * 0.2)
        self.b2 = nn.Parameter(torch.zeros(1))

    def forward(self, x, weights=None):
        w1, b1, w2, b2 = weights if weights is not None else list(self.parameters())
        return F.linear(torch.tanh(F.linear(x, w1, b1)), w2, b2)


def task():
    amp, phase = torch.rand(1) * 2 + 0.5, torch.rand(1) * 3
    return lambda x: amp * torch.sin(x + phase)


def draw(f, n=10):
    x = torch.rand(n, 1) * 6 - 3
    return x, f(x)


net = Net()
meta_opt = torch.optim.Adam(net.parameters(), lr=3e-3)
for it in range(60):
    meta_loss = 0.0
    for _ in range(4):
        f = task()
        x, y = draw(f)
        inner = F.mse_loss(net(x), y)
        grads = torch.autograd.grad(inner, list(net.parameters()), create_graph=True)
        fast = [w - 0.05 * g for w, g in zip(net.parameters(), grads)]
        xq, yq = draw(f)
        meta_loss = meta_loss + F.mse_loss(net(xq, fast), yq)
    meta_opt.zero_grad()
    (meta_loss / 4).backward()
    meta_opt.step()
    if it % 20 == 0:
        print(it, meta_loss.item() / 4)
