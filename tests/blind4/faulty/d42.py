import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(1)


def wind_tunnel(n):
    """Lift coefficient of a toy wing against angle, speed and flap."""
    x = torch.randn(n, 3)
    y = 0.8 * x[:, 0] - 0.3 * x[:, 0] ** 2 + 0.5 * torch.tanh(x[:, 1]) * x[:, 2] + 0.05 * torch.randn(n)
    return x, y


class Surrogate(nn.Module):
    def __init__(self, width=32):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(3, width), nn.ReLU(), nn.Linear(width, width), nn.ReLU(), nn.Linear(width, 1))

    def forward(self, x):
        return self.net(x)[:, 0]


x_train, y_train = wind_tunnel(1000)
x_test, y_test = wind_tunnel(200)
loader = DataLoader(TensorDataset(x_train, y_train), batch_size=50, shuffle=True)
model = Surrogate()
opt = torch.optim.SGD(model.parameters(), lr=0.8, momentum=0.9)
lossf = nn.MSELoss()
for epoch in range(6):
    model.train()
    first = last = None
    for x, y in loader:
        opt.zero_grad()
        loss = lossf(model(x), y)
        loss.backward()
        opt.step()
        last = loss.item()
        first = last if first is None else first
    model.eval()
    with torch.no_grad():
        test = lossf(model(x_test), y_test).item()
    print(f"epoch {epoch + 1} first batch {first:.4g} last batch {last:.4g} test {test:.4g}")
