import torch
from torch import nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset


class LockedDropout(nn.Module):
    """The same mask for all time steps."""

    def __init__(self, p=0.4):
        super().__init__()
        self.p = p

    def forward(self, x):
        mask = F.dropout(torch.ones(x.size(0), 1, x.size(2)), self.p)
        return x * mask


class Tagger(nn.Module):
    def __init__(self, hidden=32):
        super().__init__()
        self.rnn = nn.GRU(4, hidden, batch_first=True)
        self.lock = LockedDropout()
        self.fc = nn.Linear(hidden, 1)

    def forward(self, x):
        h, _ = self.rnn(x)
        return self.fc(self.lock(h)[:, -1])


def seqs(n, seed):
    g = torch.Generator().manual_seed(seed)
    x = torch.randn(n, 15, 4, generator=g)
    return x, (x[:, -5:, 0].sum(1) / 5 ** 0.5).unsqueeze(1)


def val_mse(model, x, y):
    model.eval()
    with torch.no_grad():
        return F.mse_loss(model(x), y).item()


def main():
    torch.manual_seed(0)
    (xa, ya), (xb, yb) = seqs(1000, 0), seqs(300, 1)
    model = Tagger()
    opt = torch.optim.Adam(model.parameters(), lr=5e-3)
    for epoch in range(12):
        model.train()
        for x, y in DataLoader(TensorDataset(xa, ya), 50, shuffle=True):
            opt.zero_grad()
            loss = F.mse_loss(model(x), y)
            loss.backward()
            opt.step()
        if epoch % 3 == 2:
            print(epoch + 1, f'train {loss.item():.4f} val {val_mse(model, xb, yb):.4f} again {val_mse(model, xb, yb):.4f}')


if __name__ == '__main__':
    main()
