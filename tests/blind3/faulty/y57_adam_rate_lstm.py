import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset

HPARAMS = {"hidden": 32, "batch_size": 64, "epochs": 8, "optimizer": {"lr": 0.5, "betas": (0.9, 0.99)}}


def waves(n, seed, t=24):
    """sine, square or saw-tooth with a random phase and frequency"""
    g = torch.Generator().manual_seed(seed)
    y = torch.randint(0, 3, (n,), generator=g)
    freq = 1 + 2 * torch.rand(n, 1, generator=g)
    phase = torch.rand(n, 1, generator=g)
    u = (torch.linspace(0, 1, t)[None] * freq + phase) % 1.0
    shapes = torch.stack([torch.sin(2 * torch.pi * u), torch.sign(u - 0.5), 2 * u - 1])
    x = shapes[y, torch.arange(n)] + 0.1 * torch.randn(n, t, generator=g)
    return TensorDataset(x.unsqueeze(-1), y)


class WaveNet(nn.Module):
    def __init__(self, hidden):
        super().__init__()
        self.lstm = nn.LSTM(1, hidden, batch_first=True)
        self.fc = nn.Linear(hidden, 3)

    def forward(self, x):
        _, (h, _) = self.lstm(x)
        return self.fc(h[-1])


def loop(model, loader, opt=None):
    model.train(opt is not None)
    total = good = 0
    with torch.set_grad_enabled(opt is not None):
        for x, y in loader:
            out = model(x)
            loss = F.cross_entropy(out, y)
            if opt is not None:
                opt.zero_grad()
                loss.backward()
                opt.step()
            total += loss.item() * len(y)
            good += (out.argmax(1) == y).sum().item()
    n = len(loader.dataset)
    return total / n, good / n


def main(hp=HPARAMS):
    torch.manual_seed(0)
    train = DataLoader(waves(2000, 1), hp["batch_size"], shuffle=True)
    val = DataLoader(waves(500, 2), 250)
    model = WaveNet(hp["hidden"])
    opt = torch.optim.Adam(model.parameters(), **hp["optimizer"])
    for epoch in range(hp["epochs"]):
        tl, ta = loop(model, train, opt)
        vl, va = loop(model, val)
        print(f"{epoch} train {tl:.4f} {ta:.3f} val {vl:.4f} {va:.3f}")


if __name__ == "__main__":
    main()
