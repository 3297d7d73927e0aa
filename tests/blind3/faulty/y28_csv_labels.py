import io

import numpy as np
import pandas as pd
import torch
import torch.nn as nn
from sklearn.datasets import load_iris
from torch.utils.data import DataLoader, Dataset, random_split

iris = load_iris(as_frame=True).frame
CSV = iris.to_csv(index=False)


class CsvDataset(Dataset):
    def __init__(self, text):
        table = pd.read_csv(io.StringIO(text)).to_numpy(dtype=np.float32)
        self.features = torch.from_numpy(table[:, :-1])
        self.labels = torch.from_numpy(table[:, -1])

    def standardise(self, rows):
        mean, std = self.features[rows].mean(0), self.features[rows].std(0)
        self.features = (self.features - mean) / std

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, i):
        return self.features[i], self.labels[i]


def main():
    torch.manual_seed(0)
    data = CsvDataset(CSV)
    train_set, val_set = random_split(data, [120, 30])
    data.standardise(train_set.indices)
    train_loader = DataLoader(train_set, batch_size=12, shuffle=True)
    val_loader = DataLoader(val_set, batch_size=30)
    net = nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Linear(16, 3))
    optimizer = torch.optim.Adam(net.parameters(), lr=5e-3)
    criterion = nn.CrossEntropyLoss()
    for epoch in range(25):
        net.train()
        total = 0.0
        for x, y in train_loader:
            optimizer.zero_grad()
            loss = criterion(net(x), y)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(y)
        if epoch % 8 == 0:
            print(f"epoch {epoch} loss {total / len(train_set):.4f}")
    net.eval()
    hits = 0
    with torch.no_grad():
        for x, y in val_loader:
            hits += (net(x).argmax(1) == y).sum().item()
    print("validation accuracy", hits / len(val_set))


if __name__ == "__main__":
    main()
