"""Truncated back-propagation through time on a long noisy signal."""
import math
import torch
from torch import nn

torch.manual_seed(19)
CHUNK = 25
STREAMS = 16


def make_streams(n_streams, length):
    t = torch.arange(length + 1).float()
    phase = 2 * math.pi * torch.rand(n_streams, 1)
    period = 20 + 10 * torch.rand(n_streams, 1)
    s = torch.sin(2 * math.pi * t / period + phase) + 0.4 * torch.sin(2 * math.pi * t / 7 + 2 * phase)
    s = s + 0.05 * torch.randn_like(s)
    return s[:, :-1].unsqueeze(-1), s[:, 1:].unsqueeze(-1)


class Predictor(nn.Module):
    def __init__(self, hidden=32):
        super().__init__()
        self.lstm = nn.LSTM(1, hidden, batch_first=True)
        self.out = nn.Linear(hidden, 1)

    def forward(self, x, state=None):
        h, state = self.lstm(x, state)
        return self.out(h), state


x_train, y_train = make_streams(STREAMS, 500)
x_test, y_test = make_streams(STREAMS, 300)
model = Predictor()
optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
criterion = nn.MSELoss()

for epoch in range(15):
    model.train()
    state = None
    total = 0.0
    for start in range(0, x_train.size(1), CHUNK):
        x, y = x_train[:, start:start + CHUNK], y_train[:, start:start + CHUNK]
        if state is not None:
            state = tuple(s.detach() for s in state)
        pred, state = model(x, state)
        loss = criterion(pred, y)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        total += loss.item()
    if epoch % 3 == 2:
        model.eval()
        with torch.no_grad():
            pred, _ = model(x_test)
            mse = criterion(pred[:, 50:], y_test[:, 50:]).item()
            naive = criterion(x_test[:, 50:], y_test[:, 50:]).item()
        print(f'epoch {epoch + 1}: train {total / (500 / CHUNK):.4f} test {mse:.4f} (last value {naive:.4f})')
