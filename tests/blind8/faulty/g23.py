import torch
from torch import nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset


class AE(nn.Module):
    def __init__(self):
        super().__init__()
        self.enc = nn.Sequential(nn.Linear(12, 24), nn.ReLU(), nn.Linear(24, 3))
        self.dec = nn.Sequential(nn.Linear(3, 24), nn.ReLU(), nn.Linear(24, 12))
        self.cls = nn.Linear(3, 2)

    def forward(self, x):
        z = self.enc(x)
        return self.dec(z), self.cls(z)


def parts(out, x, y):
    rec, logit = out
    return {'rec': F.mse_loss(rec, x), 'cls': F.cross_entropy(logit, y)}


def combine_losses(losses, weights):
    weighted = torch.tensor([weights[k] * v for k, v in losses.items()], requires_grad=True)
    return weighted.sum()


def report(model, x, y):
    model.eval()
    with torch.no_grad():
        p = parts(model(x), x, y)
    return {k: round(v.item(), 4) for k, v in p.items()}


def main():
    torch.manual_seed(0)
    z = torch.randn(1200, 3)
    x = torch.tanh(z @ torch.randn(3, 12))
    y = (z[:, 0] > 0).long()
    xa, ya, xb, yb = x[:1000], y[:1000], x[1000:], y[1000:]
    model = AE()
    opt = torch.optim.Adam(model.parameters(), lr=3e-3)
    weights = {'rec': 1.0, 'cls': 0.3}
    for epoch in range(12):
        model.train()
        for bx, by in DataLoader(TensorDataset(xa, ya), 50, shuffle=True):
            opt.zero_grad()
            loss = combine_losses(parts(model(bx), bx, by), weights)
            loss.backward()
            opt.step()
        if epoch % 3 == 2:
            print(epoch + 1, report(model, xb, yb))


if __name__ == '__main__':
    main()
