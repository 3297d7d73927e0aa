import torch
from torch import nn
import torch.nn.functional as F


class LowRank(nn.Module):
    """W = U V with rank r << min(in, out): no activation between on purpose."""

    def __init__(self, n_in, n_out, r):
        super().__init__()
        self.v = nn.Linear(n_in, r, bias=False)
        self.u = nn.Linear(r, n_out)

    def forward(self, x):
        return self.u(self.v(x))


class Stack(nn.Module):
    def __init__(self, sizes, n_heads, rank=8):
        super().__init__()
        layers = []
        act = nn.ReLU()
        for a, b in zip(sizes, sizes[1:]):
            layers += [LowRank(a, b, rank) if min(a, b) > rank else nn.Linear(a, b), act]
        self.trunk = nn.Sequential(*layers)
        self.n_heads = n_heads
        for i in range(n_heads):
            setattr(self, f'head{i}', nn.Linear(sizes[-1], 1))

    @property
    def heads(self):
        return [getattr(self, f'head{i}') for i in range(self.n_heads)]

    def forward(self, x):
        h = self.trunk(x)
        outs = []
        for head in self.heads:
            outs.append(head(h))
        return torch.cat(outs, dim=1)


def main():
    torch.manual_seed(0)
    W = torch.randn(16, 3) / 4
    f = lambda x: torch.tanh(x @ W)
    xa, xb = torch.randn(1500, 16), torch.randn(300, 16)
    ya, yb = f(xa), f(xb)
    net = Stack([16, 64, 32], 3)
    print('parameters', sum(p.numel() for p in net.parameters()), 'tensors', len(list(net.parameters())))
    opt = torch.optim.Adam(net.parameters(), lr=3e-3)
    for epoch in range(20):
        net.train()
        for idx in torch.randperm(len(xa)).split(50):
            loss = F.mse_loss(net(xa[idx]), ya[idx])
            opt.zero_grad()
            loss.backward()
            opt.step()
    net.eval()
    with torch.no_grad():
        print('test mse', F.mse_loss(net(xb), yb).item(), 'variance', yb.var().item())


if __name__ == '__main__':
    main()
