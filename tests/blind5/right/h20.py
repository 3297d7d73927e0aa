import numpy as np
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset


class Windows(Dataset):
    def __init__(self, s, w):
        self.s, self.w = torch.tensor(s, dtype=torch.float32).unsqueeze(1), w

    def __len__(self):
        return len(self.s) - self.w

    def __getitem__(self, i):
        return self.s[i:i + self.w], self.s[i + self.w]


class Forecaster(nn.Module):
    def __init__(self, hidden=24):
        super().__init__()
        self.lstm = nn.LSTM(1, hidden, batch_first=True)
        self.fc = nn.Linear(hidden, 1)

    def forward(self, x):
        out, _ = self.lstm(x)
        return self.fc(out[:, -1])


def main():
    torch.manual_seed(0)
    rng = np.random.default_rng(0)
    k = np.arange(1200)
    s = np.sin(k * 0.2) + 0.5 * np.sin(k * 0.05) + 0.05 * rng.normal(size=len(k))
    cut = 960
    mu, sd = s[:cut].mean(), s[:cut].std()
    s = (s - mu) / sd
    train_dl = DataLoader(Windows(s[:cut], 20), 64, shuffle=True)
    val_dl = DataLoader(Windows(s[cut:], 20), 256)
    net = Forecaster()
    opt = torch.optim.Adam(net.parameters(), lr=1e-2)
    mse = nn.MSELoss()
    for epoch in range(15):
        net.train()
        tr = 0.0
        for x, y in train_dl:
            opt.zero_grad()
            loss = mse(net(x), y)
            loss.backward()
            opt.step()
            tr += loss.item() * len(x)
        net.eval()
        va = 0.0
        with torch.no_grad():
            for x, y in val_dl:
                va += mse(net(x), y).item() * len(x)
        if epoch % 3 == 2:
            print(f'epoch {epoch + 1} train mse {tr / len(train_dl.dataset):.5f} val mse {va / len(val_dl.dataset):.5f}')


main()
