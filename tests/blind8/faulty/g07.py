"""Detector of rare marks; bias of the output set by the prior (as in RetinaNet)."""
import math
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Head(nn.Module):
    def __init__(self, d=16, hidden=64, prior=0.1):
        super().__init__()
        self.fc1 = nn.Linear(d, hidden)
        self.fc2 = nn.Linear(hidden, hidden)
        self.cls = nn.Linear(hidden, 1)
        self.init_weights(prior)

    def init_weights(self, prior):
        bias_value = -math.log((1 - prior) / prior) * 2
        for m in self.modules():
            if isinstance(m, nn.Linear):
                nn.init.normal_(m.weight, std=0.1)
                nn.init.constant_(m.bias, bias_value)

    def forward(self, x):
        x = torch.relu(self.fc1(x))
        x = torch.relu(self.fc2(x))
        return self.cls(x).squeeze(1)


def sets(n, seed):
    g = torch.Generator().manual_seed(seed)
    x = torch.randn(n, 16, generator=g)
    y = ((x[:, 0] + x[:, 1] * x[:, 2]) > 0.5).float()
    return TensorDataset(x, y)


def scores(model, ds):
    model.eval()
    with torch.no_grad():
        x, y = ds.tensors
        p = model(x) > 0
        return (p == y.bool()).float().mean().item(), (p & y.bool()).sum().item() / y.sum().item()


def main():
    torch.manual_seed(0)
    train_ds, val_ds = sets(1200, 0), sets(400, 1)
    loader = DataLoader(train_ds, 40, shuffle=True)
    model = Head()
    opt = torch.optim.Adam(model.parameters(), lr=1e-3)
    crit = nn.BCEWithLogitsLoss()
    for epoch in range(15):
        model.train()
        s = 0.0
        for x, y in loader:
            loss = crit(model(x), y)
            opt.zero_grad()
            loss.backward()
            opt.step()
            s += loss.item() * len(y)
        if epoch % 3 == 2:
            print(epoch + 1, f'loss {s / 1200:.4f} acc/recall', scores(model, val_ds))


if __name__ == '__main__':
    main()
