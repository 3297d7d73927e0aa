import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits


def block(i, o, up=False):
    layers = [nn.Upsample(scale_factor=2)] if up else []
    layers += [nn.Conv2d(i, o, 3, padding=1), nn.ReLU()]
    return nn.Sequential(*layers)


class Inpainter(nn.Module):
    def __init__(self, c=16):
        super().__init__()
        self.enc = nn.Sequential(block(1, c), nn.MaxPool2d(2), block(c, 2 * c))
        self.dec = nn.Sequential(block(2 * c, c, up=True), block(c, 1))

    def forward(self, x):
        return self.dec(self.enc(x))


def mask(x):
    m = torch.ones_like(x)
    m[:, :, 3:5, 3:5] = 0
    return x * m


def main():
    torch.manual_seed(0)
    X = torch.tensor(load_digits().images, dtype=torch.float32).unsqueeze(1)
    X = X[torch.randperm(len(X))]
    tr, va = X[:1400], X[1400:]
    m, s = tr.mean(), tr.std()
    tr, va = (tr - m) / s, (va - m) / s
    model = Inpainter()
    opt = torch.optim.Adam(model.parameters(), lr=2e-3)
    crit = nn.MSELoss()
    for epoch in range(6):
        model.train()
        for (x,) in DataLoader(TensorDataset(tr), 100, shuffle=True):
            loss = crit(model(mask(x)), x)
            opt.zero_grad()
            loss.backward()
            opt.step()
        model.eval()
        with torch.no_grad():
            out = model(mask(va))
        print(epoch, f'train {loss.item():.4f} val {crit(out, va).item():.4f} smallest output {out.min().item():.3f} target {va.min().item():.3f}')


if __name__ == '__main__':
    main()
