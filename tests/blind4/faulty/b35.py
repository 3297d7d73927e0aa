"""Two-task network: digit (10 classes) and ink (mean brightness)."""
import torch
from sklearn.datasets import load_digits
from torch import nn
from torch.nn import functional as F

torch.manual_seed(3)


class TwoHeads(nn.Module):
    def __init__(self, width=64):
        super().__init__()
        self.trunk = nn.Sequential(nn.Linear(64, width), nn.ReLU())
        self.digit = nn.Linear(width, 10)
        self.ink = nn.Linear(width, 1)

    def forward(self, x):
        h = self.trunk(x)
        return self.digit(h), self.ink(h).squeeze(1)


def combine(losses, weights):
    total = sum(w * l.item() for w, l in zip(weights, losses))
    return torch.tensor(total, requires_grad=True)


def batches(x, size):
    yield from torch.randperm(len(x)).split(size)


d = load_digits()
x = torch.tensor(d.data, dtype=torch.float32) / 16
y = torch.tensor(d.target)
ink = (x.mean(1) - x[:1400].mean()) / x[:1400].mean(1).std()
perm = torch.randperm(len(x))
x, y, ink = x[perm], y[perm], ink[perm]

model = TwoHeads()
opt = torch.optim.Adam(model.parameters(), lr=1e-3)
for epoch in range(8):
    model.train()
    running = 0.0
    for idx in batches(x[:1400], 50):
        opt.zero_grad()
        logits, bright = model(x[idx])
        loss = combine([F.cross_entropy(logits, y[idx]), F.mse_loss(bright, ink[idx])], [1.0, 0.5])
        loss.backward()
        opt.step()
        running += loss.item() * len(idx)
    model.eval()
    with torch.no_grad():
        logits, bright = model(x[1400:])
        acc = (logits.argmax(1) == y[1400:]).float().mean()
        err = F.l1_loss(bright, ink[1400:])
    print(f"epoch {epoch} loss {running / 1400:.4f} acc {acc:.3f} ink error {err:.3f}")
