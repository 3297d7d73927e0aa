import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Heteroscedastic(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(1, 64), nn.Tanh(), nn.Linear(64, 64), nn.Tanh())
        self.mu, self.raw = nn.Linear(64, 1), nn.Linear(64, 1)

    def forward(self, x):
        h = self.body(x)
        return self.mu(h), nn.functional.softplus(self.raw(h)) + 1e-4


def sample(n, seed):
    g = torch.Generator().manual_seed(seed)
    x = torch.rand(n, 1, generator=g) * 4 - 2
    sd = 0.02 + 0.05 * (x > 0).float()
    return TensorDataset(x, torch.sin(2 * x) + sd * torch.randn(n, 1, generator=g))


def main():
    torch.manual_seed(0)
    train, val = sample(1500, 0), sample(400, 1)
    model, crit = Heteroscedastic(), nn.GaussianNLLLoss()
    opt = torch.optim.Adam(model.parameters(), lr=2e-3)
    sched = torch.optim.lr_scheduler.CosineAnnealingLR(opt, 30)
    for epoch in range(30):
        model.train()
        for x, y in DataLoader(train, 50, shuffle=True):
            mu, var = model(x)
            loss = crit(mu, y, var)
            opt.zero_grad()
            loss.backward()
            opt.step()
        sched.step()
        if epoch % 6 == 5:
            model.eval()
            with torch.no_grad():
                x, y = val.tensors
                mu, var = model(x)
                print(epoch + 1, f'nll {crit(mu, y, var).item():.4f} rmse {((mu - y) ** 2).mean().sqrt().item():.4f}')


if __name__ == '__main__':
    main()
