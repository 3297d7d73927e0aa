import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def conv(i, o):
    return nn.Sequential(nn.Conv1d(i, o, 5, padding=2), nn.ReLU())


class Denoiser(nn.Module):
    def __init__(self, widths=(8, 16)):
        super().__init__()
        self.inp = conv(1, widths[0])
        self.down = nn.ModuleList([conv(a, b) for a, b in zip(widths, widths[1:])])
        rev = widths[::-1]
        self.up = tuple(conv(a, b) for a, b in zip(rev, rev[1:]))
        self.out = nn.Conv1d(widths[0], 1, 1)

    def forward(self, x):
        h = self.inp(x)
        for layer in self.down:
            h = layer(h)
        for layer in self.up:
            h = layer(h)
        return self.out(h)


def signals(n, seed):
    g = torch.Generator().manual_seed(seed)
    t = torch.linspace(0, 1, 64)
    f = 1 + 4 * torch.rand(n, 1, generator=g)
    clean = torch.sin(6.2832 * f * t + 6.28 * torch.rand(n, 1, generator=g)).unsqueeze(1)
    return TensorDataset(clean + 0.5 * torch.randn(n, 1, 64, generator=g), clean)


def mse(model, ds):
    model.eval()
    with torch.no_grad():
        x, y = ds.tensors
        return nn.functional.mse_loss(model(x), y).item()


def main():
    torch.manual_seed(0)
    train_ds, val_ds = signals(600, 0), signals(200, 1)
    model = Denoiser()
    opt = torch.optim.Adam(model.parameters(), lr=2e-3)
    for epoch in range(8):
        model.train()
        for x, y in DataLoader(train_ds, 30, shuffle=True):
            opt.zero_grad()
            loss = nn.functional.mse_loss(model(x), y)
            loss.backward()
            opt.step()
        if epoch % 2 == 1:
            print(epoch + 1, f'val mse {mse(model, val_ds):.4f}')


if __name__ == '__main__':
    main()
