import torch
import torch.nn as nn
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression

torch.manual_seed(0)
d = load_digits()
x = torch.tensor(d.images, dtype=torch.float32).unsqueeze(1) / 16
p = torch.randperm(len(x))
x, y = x[p], d.target[p.numpy()]


def augment(b):
    dy, dx = torch.randint(-1, 2, (2,)).tolist()
    return torch.roll(b, (dy, dx), dims=(2, 3)) + 0.15 * torch.randn_like(b)


class Encoder(nn.Module):
    def __init__(self, dim=32):
        super().__init__()
        self.f = nn.Sequential(nn.Conv2d(1, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(256, dim))

    def forward(self, x):
        return self.f(x)


def barlow(za, zb, off_weight=0.02):
    za = (za - za.mean(0)) / (za.std(0) + 1e-5)
    zb = (zb - zb.mean(0)) / (zb.std(0) + 1e-5)
    c = za.t() @ zb / len(za)
    on = (torch.diagonal(c) - 1).pow(2).sum()
    off = c.pow(2).sum() - torch.diagonal(c).pow(2).sum()
    return on + off_weight * off


enc = Encoder()
opt = torch.optim.Adam(enc.parameters(), lr=2e-3)
for epoch in range(10):
    enc.train()
    total = 0.0
    for idx in torch.randperm(1400).split(140):
        loss = barlow(enc(augment(x[idx])), enc(augment(x[idx])))
        opt.zero_grad()
        loss.backward()
        opt.step()
        total += loss.item() * len(idx)
    if epoch % 3 == 0:
        print(f"epoch {epoch + 1} loss {total / 1400:.4f}")

enc.eval()
with torch.no_grad():
    z = enc(x)
print("spread", z.std(0).mean().item())
probe = LogisticRegression(max_iter=1000).fit(z[:1400].numpy(), y[:1400])
print("linear probe", round(probe.score(z[1400:].numpy(), y[1400:]), 4))
