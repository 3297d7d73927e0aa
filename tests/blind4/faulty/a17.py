import math

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset


class WaveDataset(Dataset):
    """Sine, square and saw waves with noise: which of the three is it?"""

    def __init__(self, n, steps=24, seed=0):
        g = torch.Generator().manual_seed(seed)
        self.y = torch.randint(0, 3, (n,), generator=g)
        freq = 1 + 2 * torch.rand(n, 1, generator=g)
        phase = 2 * math.pi * torch.rand(n, 1, generator=g)
        t = torch.linspace(0, 2 * math.pi, steps).unsqueeze(0)
        arg = freq * t + phase
        waves = torch.stack([arg.sin(), arg.sin().sign(), 2 * ((arg / (2 * math.pi)) % 1) - 1])
        self.x = waves[self.y, torch.arange(n)] + 0.1 * torch.randn(n, steps, generator=g)

    def __len__(self):
        return len(self.y)

    def __getitem__(self, i):
        return self.x[i].unsqueeze(-1), self.y[i]      # (T, 1)


class WaveGRU(nn.Module):
    def __init__(self, hidden=48, classes=3):
        super().__init__()
        self.rnn = nn.GRU(input_size=1, hidden_size=hidden, num_layers=1)
        self.norm = nn.LayerNorm(hidden)
        self.head = nn.Linear(hidden, classes)

    def forward(self, x):
        out, _ = self.rnn(x)
        return self.head(self.norm(out[:, -1, :]))


def train(model, loader, epochs, lr):
    opt = torch.optim.Adam(model.parameters(), lr=lr)
    lossf = nn.CrossEntropyLoss()
    for ep in range(epochs):
        model.train()
        s = n = 0
        for x, y in loader:
            opt.zero_grad()
            loss = lossf(model(x), y)
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            opt.step()
            s += loss.item() * y.shape[0]
            n += y.shape[0]
        print(f"epoch {ep}: {s / n:.4f}")


@torch.no_grad()
def accuracy(model, loader):
    model.eval()
    pairs = [(model(x).argmax(-1), y) for x, y in loader]
    return torch.cat([p == y for p, y in pairs]).float().mean().item()


if __name__ == "__main__":
    torch.manual_seed(0)
    tr = DataLoader(WaveDataset(1200, seed=1), batch_size=40, shuffle=True)
    te = DataLoader(WaveDataset(400, seed=2), batch_size=40)
    model = WaveGRU()
    train(model, tr, epochs=8, lr=5e-3)
    print("held-out accuracy", round(accuracy(model, te), 3))
