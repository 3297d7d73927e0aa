import math

import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import make_moons


class Reverse(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, lam):
        ctx.lam = lam
        return x.view_as(x)

    @staticmethod
    def backward(ctx, grad):
        return -ctx.lam * grad, None


class DANN(nn.Module):
    def __init__(self, h=32):
        super().__init__()
        self.features = nn.Sequential(nn.Linear(2, h), nn.ReLU(), nn.Linear(h, h), nn.ReLU())
        self.label = nn.Linear(h, 2)
        self.domain = nn.Sequential(nn.Linear(h, h), nn.ReLU(), nn.Linear(h, 1))

    def forward(self, x, lam=0.0):
        f = self.features(x)
        return self.label(f), self.domain(Reverse.apply(f, lam)).squeeze(1)


def moons(n, angle, seed):
    X, y = make_moons(n, noise=0.1, random_state=seed)
    c, s = math.cos(angle), math.sin(angle)
    X = torch.tensor(X, dtype=torch.float32) - torch.tensor([0.5, 0.25])
    return X @ torch.tensor([[c, -s], [s, c]]), torch.tensor(y)


def main():
    torch.manual_seed(0)
    Xs, ys = moons(1000, 0.0, 0)
    Xt, _ = moons(1000, 0.6, 1)                # without labels
    X_eval, y_eval = moons(500, 0.6, 2)
    model = DANN()
    opt = torch.optim.Adam(model.parameters(), lr=2e-3)
    epochs = 30
    for epoch in range(epochs):
        model.train()
        lam = 2 / (1 + math.exp(-6 * epoch / epochs)) - 1
        sums = [0.0, 0.0]
        for i, j in zip(torch.randperm(1000).split(50), torch.randperm(1000).split(50)):
            logits, ds = model(Xs[i], lam)
            _, dt = model(Xt[j], lam)
            l_label = F.cross_entropy(logits, ys[i])
            d = torch.cat([ds, dt])
            l_domain = F.binary_cross_entropy_with_logits(d, torch.cat([torch.zeros(50), torch.ones(50)]))
            opt.zero_grad()
            (l_label + l_domain).backward()
            opt.step()
            sums[0] += l_label.item() * 50
            sums[1] += l_domain.item() * 50
        if epoch % 6 == 5:
            print(f"epoch {epoch + 1} label {sums[0] / 1000:.4f} domain {sums[1] / 1000:.4f}")
    model.eval()
    with torch.no_grad():
        print("accuracy on the rotated moons", (model(X_eval)[0].argmax(1) == y_eval).float().mean().item())


if __name__ == "__main__":
    main()
