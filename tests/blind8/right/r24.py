"""Ordinal regression in the CORAL manner."""
import torch
from torch import nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset

K = 5


def levels_from_labels(y, k=K):
    return (y.unsqueeze(1) > torch.arange(k - 1)).float()


class Coral(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.score = nn.Sequential(nn.Linear(d, 32), nn.ReLU(), nn.Linear(32, 1, bias=False))
        self.bias = nn.Parameter(torch.linspace(1.0, -1.0, K - 1))

    def forward(self, x):
        return self.score(x) + self.bias          # (N, 1) + (K-1,) -> (N, K-1)


def predict_label(logits):
    return (logits > 0).sum(dim=1)


def data(n, seed):
    g = torch.Generator().manual_seed(seed)
    x = torch.randn(n, 6, generator=g)
    s = x[:, 0] + 0.8 * x[:, 1] * x[:, 2].sign() + 0.2 * torch.randn(n, generator=g)
    y = torch.bucketize(s, torch.tensor([-1.4, -0.5, 0.5, 1.4]))
    return x, y


def main():
    torch.manual_seed(0)
    train, test = data(1500, 0), data(400, 1)
    model = Coral(6)
    opt = torch.optim.Adam(model.parameters(), lr=5e-3)
    for epoch in range(20):
        model.train()
        for x, y in DataLoader(TensorDataset(*train), 50, shuffle=True):
            loss = F.binary_cross_entropy_with_logits(model(x), levels_from_labels(y))
            opt.zero_grad()
            loss.backward()
            opt.step()
    model.eval()
    with torch.no_grad():
        pred = predict_label(model(test[0]))
    print('mae', (pred - test[1]).abs().float().mean().item(), 'acc', (pred == test[1]).float().mean().item())


if __name__ == '__main__':
    main()
