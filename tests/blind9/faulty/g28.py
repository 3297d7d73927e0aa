import torch
from torch import nn


class Pinball:
    """Quantile loss; q = 0.5 gives the median."""

    def __init__(self, q):
        self.q = q

    def __call__(self, prediction, truth):
        gap = truth - prediction
        return torch.maximum(self.q * gap, (self.q - 1) * gap).mean()


def series(n, seed):
    g = torch.Generator().manual_seed(seed)
    t = torch.arange(n + 12).float()
    values = torch.sin(t / 5) + 0.5 * torch.sin(t / 2.3) + 0.15 * torch.randn(n + 12, generator=g)
    windows = values.unfold(0, 13, 1)
    return windows[:, :12], windows[:, 12]


class Forecaster(nn.Module):
    def __init__(self, lags=12, width=32):
        super().__init__()
        self.hidden = nn.Linear(lags, width)
        self.outlet = nn.Linear(width, 1)

    def forward(self, x):
        return self.outlet(torch.relu(self.hidden(x)))


torch.manual_seed(44)
x, y = series(1400, 1)
x_train, y_train = x[:1100], y[:1100]
x_test, y_test = x[1112:], y[1112:]

net = Forecaster()
loss_fn = Pinball(0.5)
opt = torch.optim.Adam(net.parameters(), lr=3e-3)
for epoch in range(30):
    net.train()
    for idx in torch.randperm(len(x_train)).split(50):
        opt.zero_grad()
        loss = loss_fn(net(x_train[idx]), y_train[idx])
        loss.backward()
        opt.step()
    if epoch % 6 == 5:
        print(f"epoch {epoch + 1} loss {loss.item():.4f}")

net.eval()
with torch.no_grad():
    forecast = net(x_test).flatten()
print("mean absolute error", (forecast - y_test).abs().mean().item())
print("of the plain median  ", (y_test - y_train.median()).abs().mean().item())
