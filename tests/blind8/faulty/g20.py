import copy
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class EMATrainer:
    def __init__(self, model, lr=0.2, decay=0.9):
        self.model = model
        self.ema_model = copy.deepcopy(model)
        self.decay = decay
        self.opt = torch.optim.SGD(self.model.parameters(), lr=lr)
        self.crit = nn.CrossEntropyLoss()

    @torch.no_grad()
    def update_ema(self):
        for e, p in zip(self.ema_model.parameters(), self.model.parameters()):
            e.lerp_(p, 1 - self.decay)

    def step(self, x, y):
        self.model.train()
        self.ema_model.zero_grad()
        loss = self.crit(self.model(x), y)
        loss.backward()
        self.opt.step()
        self.update_ema()
        return loss.item()

    @torch.no_grad()
    def accuracy(self, x, y):
        self.ema_model.eval()
        return (self.ema_model(x).argmax(1) == y).float().mean().item()


def moons(n, seed):
    g = torch.Generator().manual_seed(seed)
    y = torch.randint(0, 2, (n,), generator=g)
    a = 3.1416 * torch.rand(n, generator=g)
    s = (1 - 2 * y).float()
    x = torch.stack([a.cos() + y, s * a.sin() + 0.4 * y], 1) + 0.15 * torch.randn(n, 2, generator=g)
    return x, y


def main():
    torch.manual_seed(0)
    xa, ya = moons(800, 0)
    xb, yb = moons(300, 1)
    t = EMATrainer(nn.Sequential(nn.Linear(2, 32), nn.Tanh(), nn.Linear(32, 32), nn.Tanh(), nn.Linear(32, 2)))
    loader = DataLoader(TensorDataset(xa, ya), 32, shuffle=True)
    for epoch in range(12):
        losses = [t.step(x, y) for x, y in loader]
        if epoch % 2 == 1:
            print(epoch + 1, f'loss {sum(losses) / len(losses):.4f} acc {t.accuracy(xb, yb):.3f}')


if __name__ == '__main__':
    main()
