"""Human activity recognition from six inertial channels (accelerometer + gyroscope)."""
import math
import numpy as np
import torch
import torch.nn as nn
from torch.utils.data import Dataset, DataLoader

T, C = 60, 6
rng = np.random.default_rng(8)


def simulate(n):
    """Rows of raw recordings with shape (n, time, channel)."""
    labels = rng.integers(0, 5, n)
    t = np.arange(T)[None, :]
    freq = rng.uniform(2.0, 4.0, (n, 1))
    wave = np.sin(2 * math.pi * freq * t / T + rng.uniform(0, 2 * math.pi, (n, 1)))
    x = rng.normal(0, 0.8, (n, T, C))
    # every activity moves one axis strongly and another one weakly
    gain = np.zeros((n, C))
    gain[np.arange(n), labels] = 1.0
    gain[np.arange(n), rng.integers(0, C, n)] += 0.3
    x += wave[:, :, None] * gain[:, None, :]
    return x.astype('float32'), labels


class ActivityDataset(Dataset):
    def __init__(self, recordings, labels, mean, std):
        self.x = (recordings - mean) / std
        self.y = labels

    def __len__(self):
        return len(self.y)

    def __getitem__(self, i):
        return torch.from_numpy(self.x[i]), int(self.y[i])


class ConvNet1d(nn.Module):
    def __init__(self, n_classes=5):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv1d(C, 32, 7, padding=3), nn.BatchNorm1d(32), nn.ReLU(), nn.MaxPool1d(2),
            nn.Conv1d(32, 32, 5, padding=2), nn.BatchNorm1d(32), nn.ReLU(),
            nn.AdaptiveAvgPool1d(1),
        )
        self.classifier = nn.Linear(32, n_classes)

    def forward(self, x):
        # (batch, time, channel) -> (batch, channel, time)
        x = x.reshape(x.shape[0], C, T)
        x = self.features(x).squeeze(-1)
        return self.classifier(x)


def main():
    torch.manual_seed(8)
    x_tr, y_tr = simulate(1200)
    x_te, y_te = simulate(500)
    mean, std = x_tr.mean((0, 1)), x_tr.std((0, 1))
    train = DataLoader(ActivityDataset(x_tr, y_tr, mean, std), batch_size=64, shuffle=True)
    test = DataLoader(ActivityDataset(x_te, y_te, mean, std), batch_size=250)
    model = ConvNet1d()
    opt = torch.optim.Adam(model.parameters(), lr=2e-3)
    crit = nn.CrossEntropyLoss()
    for epoch in range(10):
        model.train()
        run = 0.0
        for x, y in train:
            opt.zero_grad()
            loss = crit(model(x), y)
            loss.backward()
            opt.step()
            run += loss.item()
        model.eval()
        with torch.no_grad():
            hits = sum((model(x).argmax(1) == y).sum().item() for x, y in test)
        print(f'epoch {epoch + 1}: loss {run / len(train):.3f}, test accuracy {hits / len(y_te):.3f}')


if __name__ == '__main__':
    main()
