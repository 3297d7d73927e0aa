"""Metric learning: twin network with a margin loss."""
import torch
from sklearn.datasets import load_digits
from torch import nn

torch.manual_seed(0)
digits = load_digits()
x = torch.tensor(digits.data, dtype=torch.float32) / 16
y = torch.tensor(digits.target)
order = torch.randperm(len(y))
x, y = x[order], y[order]
x_train, y_train, x_test, y_test = x[:1400], y[:1400], x[1400:], y[1400:]


class Embed(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 16))

    def forward(self, x):
        return self.net(x)


def distance(a, b):
    return torch.sqrt(((a - b) ** 2).sum(dim=1))


def margin_loss(d, same, margin=2.0):
    return (same * d ** 2 + (1 - same) * torch.relu(margin - d) ** 2).mean()


def draw_pairs(n):
    i = torch.randint(len(x_train), (n,))
    j = torch.randint(len(x_train), (n,))
    return i, j


model = Embed()
opt = torch.optim.Adam(model.parameters(), lr=1e-3)
for step in range(1, 601):
    model.train()
    i, j = draw_pairs(128)
    same = (y_train[i] == y_train[j]).float()
    loss = margin_loss(distance(model(x_train[i]), model(x_train[j])), same)
    opt.zero_grad()
    loss.backward()
    opt.step()
    if step % 100 == 0:
        print(f"step {step}: loss {loss.item():.4f}")

model.eval()
with torch.no_grad():
    ref, q = model(x_train), model(x_test)
    nearest = torch.cdist(q, ref).argmin(dim=1)
print("1-nn accuracy", (y_train[nearest] == y_test).float().mean().item())
