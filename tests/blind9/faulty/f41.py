"""Stateful LSTM forecaster for one long sine mixture, one contiguous segment per lane."""
import torch
import torch.nn as nn


class StatefulLSTM(nn.Module):
    def __init__(self, hidden=32):
        super().__init__()
        self.lstm = nn.LSTM(input_size=1, hidden_size=hidden, batch_first=True)
        self.linear = nn.Linear(hidden, 1)

    def init_hidden(self, batch):
        w = next(self.parameters())
        n = self.lstm.hidden_size
        return w.new_zeros(1, batch, n), w.new_zeros(1, batch, n)

    def forward(self, x, state):
        y, state = self.lstm(x, state)
        return self.linear(y), state


def make_series(n):
    t = torch.arange(n).float()
    s = torch.sin(0.11 * t) + 0.5 * torch.sin(0.037 * t) + 0.1 * torch.randn(n)
    return s


def lanes(series, batch):
    n = len(series) // batch
    return series[: n * batch].view(batch, n, 1)


def segments(data, length):
    for start in range(0, data.size(1) - length, length):
        yield data[:, start:start + length], data[:, start + 1:start + length + 1]


def main():
    torch.manual_seed(0)
    series = make_series(6000)
    train_s, test_s = series[:5000], series[5000:]
    mu, sd = train_s.mean(), train_s.std()
    train, test = lanes((train_s - mu) / sd, 10), lanes((test_s - mu) / sd, 2)
    model = StatefulLSTM()
    criterion = nn.MSELoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)

    for epoch in range(5):
        model.train()
        state = model.init_hidden(10)
        total, parts = 0.0, 0
        for x, y in segments(train, 50):
            optimizer.zero_grad()
            pred, state = model(x, state)
            loss = criterion(pred, y)
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            total += loss.item()
            parts += 1
        print(f"epoch {epoch} mse {total / parts:.4f}")

    model.eval()
    with torch.no_grad():
        state = model.init_hidden(2)
        pred, _ = model(test[:, :-1], state)
        print("test mse", criterion(pred, test[:, 1:]).item())


if __name__ == "__main__":
    main()
