"""Deep plain network for a spiral, trained with plain SGD."""
import math

import torch
from torch import nn


def spiral(n, seed):
    g = torch.Generator().manual_seed(seed)
    lab = torch.randint(0, 2, (n,), generator=g)
    r = torch.rand(n, generator=g)
    a = 3 * r + math.pi * lab
    x = torch.stack([r * a.cos(), r * a.sin()], 1) * 1.8 + 0.03 * torch.randn(n, 2, generator=g)
    return x, lab


class Plain(nn.Module):
    def __init__(self, depth=10, width=32):
        super().__init__()
        self.first = nn.Linear(2, width)
        self.mid = nn.ModuleList([nn.Linear(width, width) for _ in range(depth - 2)])
        self.last = nn.Linear(width, 2)
        self.reset_parameters()

    def reset_parameters(self):
        for m in self.modules():
            if isinstance(m, nn.Linear):
                nn.init.normal_(m.weight, mean=0.0, std=0.02)
                nn.init.zeros_(m.bias)

    def forward(self, x):
        x = torch.tanh(self.first(x))
        for m in self.mid:
            x = torch.tanh(m(x))
        return self.last(x)


if __name__ == "__main__":
    torch.manual_seed(0)
    x_tr, y_tr = spiral(1200, 0)
    x_te, y_te = spiral(300, 1)
    model = Plain()
    opt = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    ce = nn.CrossEntropyLoss()
    for epoch in range(1, 21):
        model.train()
        tot = 0.0
        for idx in torch.randperm(1200).split(40):
            opt.zero_grad()
            loss = ce(model(x_tr[idx]), y_tr[idx])
            loss.backward()
            opt.step()
            tot += loss.item() * len(idx)
        if epoch % 5 == 0:
            model.eval()
            with torch.no_grad():
                acc = (model(x_te).argmax(1) == y_te).float().mean()
            g1, g2 = model.first.weight.grad.norm(), model.last.weight.grad.norm()
            print(f"epoch {epoch} loss {tot / 1200:.4f} acc {acc:.3f} grad first {g1:.1e} last {g2:.1e}")
