"""Walk through a synthetic sales series with a small TCN."""
import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.preprocessing import MinMaxScaler

LOOKBACK = 28


def sales(n=1000, seed=0):
    rng = np.random.default_rng(seed)
    t = np.arange(n)
    weekly = np.array([0, 2, 3, 4, 9, 14, 10])[t % 7]
    noise = rng.normal(0, 1.5, n)
    slow = np.zeros(n)
    for k in range(1, n):
        slow[k] = 0.97 * slow[k - 1] + rng.normal(0, 1)
    return (60 + weekly + slow + noise).reshape(-1, 1)


def windows(a):
    x = np.lib.stride_tricks.sliding_window_view(a[:, 0], LOOKBACK + 1)
    x = torch.tensor(x.copy(), dtype=torch.float32)
    return x[:, None, :-1], x[:, -1:]


class CausalConv(nn.Module):
    def __init__(self, i, o, k, d):
        super().__init__()
        self.pad = (k - 1) * d
        self.conv = nn.Conv1d(i, o, k, dilation=d)

    def forward(self, x):
        return torch.relu(self.conv(nn.functional.pad(x, (self.pad, 0))))


class TCN(nn.Module):
    def __init__(self, ch=16):
        super().__init__()
        self.net = nn.Sequential(CausalConv(1, ch, 3, 1), CausalConv(ch, ch, 3, 2), CausalConv(ch, ch, 3, 4), CausalConv(ch, ch, 3, 7))
        self.out = nn.Linear(ch, 1)

    def forward(self, x):
        return self.out(self.net(x)[:, :, -1])


def main():
    torch.manual_seed(0)
    series = sales()
    cut = 800
    scaler = MinMaxScaler().fit(series[:cut])
    x_train, y_train = windows(scaler.transform(series[:cut]))
    x_test, y_test = windows(scaler.transform(series[cut - LOOKBACK:]))
    loader = DataLoader(TensorDataset(x_train, y_train), batch_size=32, shuffle=True)
    test_loader = DataLoader(TensorDataset(x_test, y_test), batch_size=64, shuffle=False)
    model = TCN()
    opt = torch.optim.Adam(model.parameters(), lr=2e-3)
    loss_fn = nn.MSELoss()
    for epoch in range(20):
        model.train()
        total = 0.0
        for xb, yb in loader:
            opt.zero_grad()
            loss = loss_fn(model(xb), yb)
            loss.backward()
            opt.step()
            total += loss.item() * len(xb)
        if epoch % 5 == 4:
            print(f"epoch {epoch + 1} mse {total / len(x_train):.5f}")
    model.eval()
    with torch.no_grad():
        pred = torch.cat([model(xb) for xb, _ in test_loader]).numpy()
    pred, true = scaler.inverse_transform(pred), scaler.inverse_transform(y_test.numpy())
    week_ago = series[cut - 7:-7]
    print(f"test MAE {np.abs(pred - true).mean():.2f} (same day last week: {np.abs(week_ago - true).mean():.2f})")


if __name__ == "__main__":
    main()
