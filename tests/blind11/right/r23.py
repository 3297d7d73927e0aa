"""Multi-step forecasting of simulated electricity load with an encoder-decoder LSTM."""
import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

PAST, FUTURE = 48, 12


def load_series(n=3000, seed=0):
    rng = np.random.default_rng(seed)
    h = np.arange(n)
    return (
        50 + 12 * np.sin(2 * np.pi * h / 24 - 1.3) + 5 * np.sin(2 * np.pi * h / 168) + rng.normal(0, 1.5, n)
    ).astype(np.float32)


class WindowDataset(Dataset):
    def __init__(self, values):
        self.values = torch.from_numpy(values)

    def __len__(self):
        return len(self.values) - PAST - FUTURE + 1

    def __getitem__(self, i):
        w = self.values[i : i + PAST + FUTURE]
        return w[:PAST, None], w[PAST:]


class Seq2SeqForecaster(nn.Module):
    def __init__(self, hidden=32):
        super().__init__()
        self.encoder = nn.LSTM(1, hidden, batch_first=True)
        self.cell = nn.LSTMCell(1, hidden)
        self.readout = nn.Linear(hidden, 1)

    def forward(self, past, future=None):
        _, (h, c) = self.encoder(past)
        h, c = h[-1], c[-1]
        step = past[:, -1]
        out = []
        for t in range(FUTURE):
            h, c = self.cell(step, (h, c))
            pred = self.readout(h)
            out.append(pred)
            # teacher forcing in half of the training steps
            if future is not None and torch.rand(()) < 0.5:
                step = future[:, t : t + 1]
            else:
                step = pred
        return torch.cat(out, dim=1)


def main():
    torch.manual_seed(0)
    series = load_series()
    cut_val, cut_test = 2200, 2600
    mean, std = series[:cut_val].mean(), series[:cut_val].std()
    z = (series - mean) / std
    train_dl = DataLoader(WindowDataset(z[:cut_val]), batch_size=64, shuffle=True)
    val_dl = DataLoader(WindowDataset(z[cut_val:cut_test]), batch_size=256)
    test_dl = DataLoader(WindowDataset(z[cut_test:]), batch_size=512)

    net = Seq2SeqForecaster()
    opt = torch.optim.Adam(net.parameters(), lr=5e-3)
    sched = torch.optim.lr_scheduler.ReduceLROnPlateau(opt, factor=0.5, patience=1)
    for epoch in range(6):
        net.train()
        for past, future in train_dl:
            opt.zero_grad()
            loss = nn.functional.mse_loss(net(past, future), future)
            loss.backward()
            nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            opt.step()
        net.eval()
        with torch.no_grad():
            se = sum(((net(p) - f) ** 2).sum().item() for p, f in val_dl)
        val = se / (len(val_dl.dataset) * FUTURE)
        sched.step(val)
        print(f"epoch {epoch} val mse {val:.4f}")

    net.eval()
    ae_model = ae_naive = 0.0
    with torch.no_grad():
        for p, f in test_dl:
            ae_model += (net(p) - f).abs().sum().item()
            ae_naive += (p[:, 24 : 24 + FUTURE, 0] - f).abs().sum().item()   # same hour of the day before
    n = len(test_dl.dataset) * FUTURE
    print(f"MAE {std * ae_model / n:.2f} MW, yesterday's value {std * ae_naive / n:.2f} MW")


if __name__ == "__main__":
    main()
