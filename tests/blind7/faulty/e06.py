import torch
import torch.nn as nn

torch.manual_seed(5)

# a noisy seasonal signal, windows of 25
t = torch.arange(0, 1501, dtype=torch.float32)
series = torch.sin(t / 9) * 0.7 + 0.3 * torch.sin(t / 31) + 0.05 * torch.randn_like(t)
WIN = 25


class Forecaster(nn.Module):
    def __init__(self, hidden=24):
        super().__init__()
        self.rnn = nn.GRU(1, hidden, batch_first=True)
        self.readout = nn.Linear(hidden, 1)

    def forward(self, x, state=None):
        out, state = self.rnn(x, state)
        return self.readout(out), state


net = Forecaster()
opt = torch.optim.Adam(net.parameters(), lr=0.005)
criterion = nn.MSELoss()

for epoch in range(8):
    h = None
    total, steps = 0.0, 0
    for s in range(0, 1200, WIN):
        x = series[s:s + WIN].view(1, WIN, 1)
        target = series[s + 1:s + WIN + 1].view(1, WIN, 1)
        pred, h = net(x, h)
        loss = criterion(pred, target)
        opt.zero_grad()
        loss.backward()
        opt.step()
        total += loss.item()
        steps += 1
    print(f"{epoch}: {total / steps:.4f}")

net.eval()
with torch.no_grad():
    p, _ = net(series[1200:1500].view(1, -1, 1))
    print("test mse", criterion(p, series[1201:1501].view(1, -1, 1)).item())
