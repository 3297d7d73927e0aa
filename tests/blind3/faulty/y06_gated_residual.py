import torch
import torch.nn as nn
import torch.nn.functional as F


def toy(n, t=10, d=6, seed=0):
    g = torch.Generator().manual_seed(seed)
    x = torch.randn(n, t, d, generator=g)
    length = torch.randint(3, t + 1, (n,), generator=g)
    mask = (torch.arange(t)[None, :] < length[:, None]).float()
    y = ((x[..., 0] * mask).sum(1) > 0).float()
    return x * mask.unsqueeze(-1), mask, y


class GatedPool(nn.Module):
    def __init__(self, d=6, h=16):
        super().__init__()
        self.value = nn.Linear(d, h)
        self.gate = nn.Linear(d, 1)
        self.out = nn.Linear(h, 1)

    def weights(self, x, mask):
        g = torch.sigmoid(self.gate(x)).squeeze(-1)
        g *= mask
        return g

    def forward(self, x, mask):
        w = self.weights(x, mask)
        pooled = (w.unsqueeze(-1) * self.value(x)).sum(1)
        return self.out(torch.tanh(pooled)).squeeze(-1)


def run(model, data, opt=None, bs=50):
    x, mask, y = data
    model.train(opt is not None)
    total = good = 0.0
    with torch.set_grad_enabled(opt is not None):
        for idx in torch.randperm(len(y)).split(bs):
            z = model(x[idx], mask[idx])
            loss = F.binary_cross_entropy_with_logits(z, y[idx])
            if opt is not None:
                opt.zero_grad()
                loss.backward()
                opt.step()
            total += loss.item() * len(idx)
            good += ((z > 0).float() == y[idx]).sum().item()
    return total / len(y), good / len(y)


def main():
    torch.manual_seed(0)
    train, val = toy(1500), toy(400, seed=1)
    model = GatedPool()
    opt = torch.optim.Adam(model.parameters(), lr=5e-3)
    for epoch in range(8):
        tl, ta = run(model, train, opt)
        vl, va = run(model, val)
        print(f"{epoch} train {tl:.4f} {ta:.3f} val {vl:.4f} {va:.3f}")


if __name__ == "__main__":
    main()
