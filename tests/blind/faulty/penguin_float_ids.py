import numpy as np
import pandas as pd
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset

rng = np.random.default_rng(0)
torch.manual_seed(0)


def fake_penguins(n=240):
    species = rng.integers(0, 3, size=n)
    bill = np.array([38.8, 48.8, 47.5])[species] + rng.normal(0, 2, n)
    depth = np.array([18.3, 18.4, 15.0])[species] + rng.normal(0, 1, n)
    flipper = np.array([190, 196, 217])[species] + rng.normal(0, 6, n)
    return pd.DataFrame({"bill": bill, "depth": depth, "flipper": flipper, "species": species})


class PenguinDataset(Dataset):
    def __init__(self, frame, stats):
        frame = frame.astype("float32")
        cols = ["bill", "depth", "flipper"]
        self.x = torch.from_numpy(((frame[cols] - stats[0]) / stats[1]).to_numpy(dtype="float32"))
        self.y = torch.from_numpy(frame["species"].to_numpy(copy=True))

    def __len__(self):
        return len(self.y)

    def __getitem__(self, i):
        return self.x[i], self.y[i]


class PenguinNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(3, 10)
        self.out = nn.Linear(10, 3)

    def forward(self, x):
        return self.out(torch.tanh(self.hidden(x)))


def main():
    frame = fake_penguins()
    train_frame, val_frame = frame.iloc[:180], frame.iloc[180:]
    cols = ["bill", "depth", "flipper"]
    stats = train_frame[cols].mean(), train_frame[cols].std()
    train_dl = DataLoader(PenguinDataset(train_frame, stats), batch_size=20, shuffle=True)
    val_dl = DataLoader(PenguinDataset(val_frame, stats), batch_size=60)
    net = PenguinNet()
    opt = torch.optim.Adam(net.parameters(), lr=0.01)
    criterion = nn.CrossEntropyLoss()
    for epoch in range(5):
        net.train()
        for x, y in train_dl:
            opt.zero_grad()
            loss = criterion(net(x), y)
            loss.backward()
            opt.step()
        net.eval()
        with torch.no_grad():
            for x, y in val_dl:
                print(epoch, loss.item(), (net(x).argmax(1) == y).float().mean().item())


if __name__ == "__main__":
    main()
