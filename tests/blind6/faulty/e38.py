import math
import torch
from torch import nn


def make_windows(n=1200, width=24, horizon=1):
    t = torch.arange(n, dtype=torch.float32)
    series = torch.sin(2 * math.pi * t / 30) + 0.3 * torch.sin(2 * math.pi * t / 7) + 0.05 * torch.randn(n)
    xs = series.unfold(0, width, 1)[:-horizon]
    ys = series[width + horizon - 1:]
    return xs.unsqueeze(-1), ys.unsqueeze(-1)


class Forecaster(nn.Module):
    def __init__(self, hidden=32, layers=2):
        super().__init__()
        self.rnn = nn.GRU(1, hidden, num_layers=layers, batch_first=True)
        self.head = nn.Linear(hidden, 1)

    def forward(self, x):
        out, _ = self.rnn(x)
        return self.head(out[:, -1])


def run_epoch(model, xs, ys, loss_fn, opt=None, bs=64, max_norm=0.5):
    training = opt is not None
    model.train(training)
    order = torch.randperm(len(xs)) if training else torch.arange(len(xs))
    total = 0.0
    with torch.set_grad_enabled(training):
        for idx in order.split(bs):
            pred = model(xs[idx])
            loss = loss_fn(pred, ys[idx])
            if training:
                opt.zero_grad()
                loss.backward()
                opt.step()
                nn.utils.clip_grad_norm_(model.parameters(), max_norm)
            total += loss.item() * len(idx)
    return total / len(xs)


def main():
    torch.manual_seed(11)
    xs, ys = make_windows()
    cut = int(0.8 * len(xs))
    model = Forecaster()
    opt = torch.optim.Adam(model.parameters(), lr=3e-3)
    loss_fn = nn.MSELoss()
    for epoch in range(8):
        tr = run_epoch(model, xs[:cut], ys[:cut], loss_fn, opt)
        va = run_epoch(model, xs[cut:], ys[cut:], loss_fn)
        print(f'{epoch:2d} train {tr:.4f} valid {va:.4f}')


if __name__ == '__main__':
    main()
