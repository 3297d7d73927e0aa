import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class LastStep(nn.Module):
    def __init__(self, features, hidden, classes, layers=1):
        super().__init__()
        self.lstm = nn.LSTM(features, hidden, layers)
        self.head = nn.Linear(hidden, classes)

    def forward(self, x):
        out, (h_n, c_n) = self.lstm(x)
        return self.head(out[-1])


class Wrapped(nn.Module):
    """Takes (N, T, F) as data loaders give it."""

    def __init__(self, inner):
        super().__init__()
        self.inner = inner

    def forward(self, x):
        return self.inner(x.permute(1, 0, 2).contiguous())


def waves(n, seed, T=25):
    g = torch.Generator().manual_seed(seed)
    y = torch.randint(0, 3, (n,), generator=g)
    t = torch.arange(T).float()
    f = torch.tensor([0.2, 0.4, 0.8])[y][:, None]
    s = torch.sin(f * t + 6.28 * torch.rand(n, 1, generator=g))
    c = torch.cos(f * t + 6.28 * torch.rand(n, 1, generator=g))
    x = torch.stack([s, c], -1) + 0.2 * torch.randn(n, T, 2, generator=g)
    return TensorDataset(x, y)


def accuracy(model, loader):
    model.eval()
    with torch.no_grad():
        return sum((model(x).argmax(1) == y).sum().item() for x, y in loader) / len(loader.dataset)


if __name__ == '__main__':
    torch.manual_seed(0)
    train, val = DataLoader(waves(900, 0), 32, shuffle=True), DataLoader(waves(300, 1), 100)
    model = Wrapped(LastStep(2, 32, 3))
    opt = torch.optim.Adam(model.parameters(), lr=5e-3)
    for epoch in range(10):
        model.train()
        for x, y in train:
            loss = nn.functional.cross_entropy(model(x), y)
            opt.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            opt.step()
        if epoch % 3 == 0:
            print(epoch, f'{loss.item():.3f}', accuracy(model, val))
