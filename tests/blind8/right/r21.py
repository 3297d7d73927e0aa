from itertools import chain
import torch
from torch import nn
import torch.nn.functional as F


class UncertaintyWeighting(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.log_var = nn.Parameter(torch.zeros(n))

    def forward(self, losses):
        total = 0
        for i, l in enumerate(losses):
            total += torch.exp(-self.log_var[i]) * l + self.log_var[i]
        return total


class Shared(nn.Module):
    def __init__(self):
        super().__init__()
        self.trunk = nn.Sequential(nn.Linear(10, 48), nn.ReLU())
        self.cls, self.reg, self.rank = nn.Linear(48, 4), nn.Linear(48, 2), nn.Linear(48, 1)

    def forward(self, x):
        h = self.trunk(x)
        return self.cls(h), self.reg(h), self.rank(h).flatten()


def targets(x, A, B):
    return (x @ A).argmax(1), x @ B, ((x[:, 0] * x[:, 1]) > 0).float()


def losses_of(out, t):
    return [F.cross_entropy(out[0], t[0]), F.mse_loss(out[1], t[1]), F.binary_cross_entropy_with_logits(out[2], t[2])]


def main():
    torch.manual_seed(0)
    A, B = torch.randn(10, 4), torch.randn(10, 2) / 3
    xa, xb = torch.randn(2000, 10), torch.randn(400, 10)
    ta, tb = targets(xa, A, B), targets(xb, A, B)
    model, weighting = Shared(), UncertaintyWeighting(3)
    opt = torch.optim.Adam(chain(model.parameters(), weighting.parameters()), lr=3e-3)
    for epoch in range(20):
        model.train()
        epoch_loss = 0.0
        for idx in torch.randperm(len(xa)).split(64):
            loss = weighting(losses_of(model(xa[idx]), [t[idx] for t in ta]))
            opt.zero_grad()
            loss.backward()
            opt.step()
            epoch_loss += loss.item() * len(idx)
        if epoch % 5 == 4:
            print(epoch + 1, f'{epoch_loss / len(xa):.3f}')
    model.eval()
    with torch.no_grad():
        c, r, k = model(xb)
    print('acc', (c.argmax(1) == tb[0]).float().mean().item(), 'mse', F.mse_loss(r, tb[1]).item(), 'rank acc', ((k > 0) == tb[2].bool()).float().mean().item())


if __name__ == '__main__':
    main()
