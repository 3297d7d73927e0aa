"""Self-supervised pretraining with two views, then a linear probe."""
import torch
import torch.nn.functional as F
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression
from torch import nn

torch.manual_seed(0)
d = load_digits()
x = torch.tensor(d.images, dtype=torch.float32).unsqueeze(1) / 16
y = d.target
p = torch.randperm(len(x))
x, y = x[p], y[p.numpy()]


def view(b):
    dy, dx = torch.randint(-1, 2, (2,)).tolist()
    b = torch.roll(b, (dy, dx), dims=(2, 3))
    return b + 0.1 * torch.randn_like(b)


class Encoder(nn.Module):
    def __init__(self, dim=16):
        super().__init__()
        self.conv = nn.Sequential(nn.Conv2d(1, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten())
        self.fc = nn.Linear(256, dim)

    def forward(self, x):
        return self.fc(self.conv(x))


enc = Encoder()
opt = torch.optim.Adam(enc.parameters(), lr=2e-3)
for epoch in range(10):
    enc.train()
    total = 0.0
    for idx in torch.randperm(1400).split(70):
        za, zb = enc(view(x[idx])), enc(view(x[idx]))
        loss = F.mse_loss(za, zb)
        opt.zero_grad()
        loss.backward()
        opt.step()
        total += loss.item() * len(idx)
    if epoch % 3 == 0:
        enc.eval()
        with torch.no_grad():
            spread = enc(x[1400:]).std(0).mean().item()
        print(f"epoch {epoch + 1} loss {total / 1400:.6f} spread of the embedding {spread:.5f}")

enc.eval()
with torch.no_grad():
    z = enc(x).numpy()
probe = LogisticRegression(max_iter=500).fit(z[:1400], y[:1400])
print("linear probe", probe.score(z[1400:], y[1400:]))
