import torch
from torch import nn
import numpy as np

torch.manual_seed(0)
rng = np.random.default_rng(0)

prices = np.cumsum(rng.normal(size=1000)) * 0.1
returns = np.diff(prices).astype("float32")
WINDOW, BATCH = 16, 20


class StockLSTM(nn.Module):
    def __init__(self, n_hidden: int = 24):
        super().__init__()
        self.n_hidden = n_hidden
        self.lstm = nn.LSTM(1, n_hidden, batch_first=True)
        self.head = nn.Linear(n_hidden, 1)
        self.reset()

    def reset(self, batch: int = BATCH):
        self.state = (torch.zeros(1, batch, self.n_hidden), torch.zeros(1, batch, self.n_hidden))

    def forward(self, x):
        out, self.state = self.lstm(x, self.state)
        return self.head(out[:, -1])


def windows(series):
    xs = np.stack([series[i:i + WINDOW] for i in range(len(series) - WINDOW)])
    ys = series[WINDOW:]
    xs = torch.from_numpy(xs).unsqueeze(-1)
    ys = torch.from_numpy(ys).unsqueeze(-1)
    return xs, ys


def batches(xs, ys):
    for i in range(len(xs) // BATCH):
        s = slice(i * BATCH, (i + 1) * BATCH)
        yield xs[s], ys[s]


x_all, y_all = windows(returns)
cut = 800
net = StockLSTM()
opt = torch.optim.RMSprop(net.parameters(), lr=1e-3)
mse = nn.MSELoss()

for epoch in range(2):
    net.reset()
    epoch_loss, k = 0.0, 0
    for xb, yb in batches(x_all[:cut], y_all[:cut]):
        opt.zero_grad()
        loss = mse(net(xb), yb)
        loss.backward()
        opt.step()
        epoch_loss += loss.item()
        k += 1
    print("epoch", epoch, "mse", epoch_loss / k)
