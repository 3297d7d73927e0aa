"""Stateful LSTM over a long signal: the state goes on from window to window."""
import numpy as np
import torch
import torch.nn as nn


def signal(n=4000, seed=3):
    rng = np.random.default_rng(seed)
    t = np.arange(n)
    s = np.sin(t / 12) * np.sin(t / 170) + 0.05 * rng.normal(size=n)
    return torch.tensor(s, dtype=torch.float32)


def windows(series, batch, length):
    """Yield (x, y) of shape (batch, length, 1); row b of a window continues row b of the one before."""
    per_row = (len(series) - 1) // batch
    xs = series[: per_row * batch].view(batch, per_row)
    ys = series[1 : per_row * batch + 1].view(batch, per_row)
    for start in range(0, per_row - length + 1, length):
        yield xs[:, start : start + length].unsqueeze(-1), ys[:, start : start + length].unsqueeze(-1)


class StatefulLSTM(nn.Module):
    def __init__(self, hidden=40):
        super().__init__()
        self.hidden = hidden
        self.lstm = nn.LSTM(1, hidden, batch_first=True)
        self.fc = nn.Linear(hidden, 1)

    def init_state(self, batch):
        return torch.zeros(1, batch, self.hidden), torch.zeros(1, batch, self.hidden)

    def forward(self, x, state):
        out, state = self.lstm(x, state)
        return self.fc(out), state


def train(model, series, epochs=10, batch=8, length=25, lr=4e-3):
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    criterion = nn.MSELoss()
    for epoch in range(epochs):
        model.train()
        state = model.init_state(batch)
        losses = []
        for x, y in windows(series, batch, length):
            pred, state = model(x, state)
            loss = criterion(pred, y)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            losses.append(loss.item())
        print(f"epoch {epoch:2d} mse {np.mean(losses):.5f}")


@torch.no_grad()
def test(model, series):
    model.eval()
    x, y = series[None, :-1, None], series[None, 1:, None]
    pred, _ = model(x, model.init_state(1))
    return ((pred - y) ** 2).mean().item()


if __name__ == "__main__":
    torch.manual_seed(3)
    s = signal()
    net = StatefulLSTM()
    train(net, s[:3200])
    print(f"test mse {test(net, s[3200:]):.5f}")
