"""Match two views (image half, other half) with a symmetric contrastive loss."""
import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, TensorDataset


class Tower(nn.Module):
    def __init__(self, d_in, d=32):
        super().__init__()
        self.f = nn.Sequential(nn.Linear(d_in, 128), nn.ReLU(), nn.Linear(128, d))

    def forward(self, x):
        return F.normalize(self.f(x), dim=-1)


class Matcher(nn.Module):
    def __init__(self):
        super().__init__()
        self.top, self.bottom = Tower(32), Tower(32)
        self.log_scale = nn.Parameter(torch.tensor(2.0))

    def forward(self, a, b):
        return self.log_scale.exp() * self.top(a) @ self.bottom(b).t()


def symmetric_loss(sim):
    n = sim.size(0)
    p_row = F.log_softmax(sim, dim=1)
    p_col = F.log_softmax(sim, dim=0)
    return -(p_row.diagonal().sum() + p_col.diagonal().sum()) / (2 * n)


def main():
    x = torch.tensor(load_digits().data, dtype=torch.float32) / 16
    tr, te = train_test_split(x, test_size=0.2, random_state=0)
    loader = DataLoader(TensorDataset(tr[:, :32], tr[:, 32:]), batch_size=128, shuffle=True, drop_last=True)
    model = Matcher()
    opt = torch.optim.Adam(model.parameters(), lr=1e-3)
    for epoch in range(10):
        model.train()
        total, n = 0.0, 0
        for a, b in loader:
            loss = symmetric_loss(model(a, b))
            opt.zero_grad()
            loss.backward()
            opt.step()
            total += loss.item()
            n += 1
        print(epoch, total / n)
    model.eval()
    with torch.no_grad():
        sim = model(te[:, :32], te[:, 32:])
        truth = torch.arange(len(te))
        print("top-5 retrieval", (sim.topk(5, dim=1).indices == truth[:, None]).any(1).float().mean().item())


if __name__ == "__main__":
    main()
