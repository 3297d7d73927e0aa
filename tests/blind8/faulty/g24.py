import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class SmoothedLoss:
    """Exponentially smoothed loss for the progress bar."""

    def __init__(self, beta=0.98):
        self.beta, self.value, self.n = beta, 0.0, 0

    def add(self, loss):
        self.value = self.beta * self.value + (1 - self.beta) * loss
        self.n += 1

    @property
    def debiased(self):
        return self.value / (1 - self.beta ** self.n)


def batches(n, seed):
    g = torch.Generator().manual_seed(seed)
    x = torch.randn(n, 16, generator=g)
    y = (x[:, :4].prod(1) + x[:, 4:8].sum(1)).unsqueeze(1)
    return TensorDataset(x, y)


def main():
    torch.manual_seed(0)
    train_dl = DataLoader(batches(3000, 0), 20, shuffle=True)
    val = batches(500, 1)
    model = nn.Sequential(nn.Linear(16, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 1))
    opt = torch.optim.Adam(model.parameters(), lr=1e-3)
    crit = nn.MSELoss()
    smooth = SmoothedLoss()
    for epoch in range(6):
        model.train()
        for x, y in train_dl:
            opt.zero_grad()
            loss = crit(model(x), y)
            loss.backward()
            opt.step()
            smooth.add(loss)
        model.eval()
        with torch.no_grad():
            x, y = val.tensors
            v = crit(model(x), y).item()
        print(f'epoch {epoch} smoothed {smooth.debiased.item():.4f} val {v:.4f}')


if __name__ == '__main__':
    main()
