"""Truncated back-propagation through time on several long signals."""
import torch
from torch import nn


def signals(n, length, gen):
    t = torch.arange(length).float()
    phase = 6.28 * torch.rand(n, 1, generator=gen)
    rate = 0.2 + 0.25 * torch.rand(n, 1, generator=gen)
    return (torch.sin(rate * t + phase) + 0.5 * torch.cos(2.7 * rate * t)).unsqueeze(-1)


class Model(nn.Module):
    def __init__(self, hidden=32):
        super().__init__()
        self.rnn = nn.LSTM(1, hidden, batch_first=True)
        self.fc = nn.Linear(hidden, 1)

    def forward(self, x, state=None):
        out, state = self.rnn(x, state)
        return self.fc(out), state


def held_out(net, data):
    net.eval()
    with torch.no_grad():
        pred, _ = net(data[:, :-1])
        err = ((pred - data[:, 1:]) ** 2)[:, 30:].mean().item()
    return err, data.var().item()


torch.manual_seed(4)
gen = torch.Generator().manual_seed(4)
train, test = signals(32, 401, gen), signals(32, 201, gen)
net = Model()
opt = torch.optim.Adam(net.parameters(), lr=5e-3)
CHUNK = 40
for epoch in range(15):
    net.train()
    state, total = None, 0.0
    for start in range(0, 400, CHUNK):
        x = train[:, start:start + CHUNK]
        y = train[:, start + 1:start + CHUNK + 1]
        if state is not None:
            state = tuple(s.detach() for s in state)
        pred, state = net(x, state)
        loss = ((pred - y) ** 2).mean()
        opt.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        opt.step()
        total += loss.item()
    if epoch % 3 == 2:
        err, var = held_out(net, test)
        print(f"epoch {epoch + 1} train {total / 10:.4f} held-out {err:.4f} (variance {var:.3f})")
