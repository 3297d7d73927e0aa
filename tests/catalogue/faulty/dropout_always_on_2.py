import argparse

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset, random_split
from sklearn.datasets import load_digits


class Block(nn.Module):
    def __init__(self, c_in, c_out, p):
        super().__init__()
        self.conv = nn.Conv2d(c_in, c_out, 3, padding=1)
        self.p = p

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv(x)), 2)
        return F.dropout(x, p=self.p)


class Net(nn.Module):
    def __init__(self, p):
        super().__init__()
        self.blocks = nn.Sequential(Block(1, 8, p), Block(8, 16, p))
        self.fc = nn.Linear(16 * 4, 10)

    def forward(self, x):
        return self.fc(self.blocks(x).flatten(1))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--dropout", type=float, default=0.3)
    parser.add_argument("--epochs", type=int, default=4)
    args = parser.parse_args()
    torch.manual_seed(0)
    digits = load_digits()
    ds = TensorDataset(torch.tensor(digits.images / 16).float().unsqueeze(1), torch.tensor(digits.target))
    train_ds, val_ds = random_split(ds, [1400, 397])
    train_dl, val_dl = DataLoader(train_ds, 50, shuffle=True), DataLoader(val_ds, 397)
    model = Net(args.dropout)
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    for epoch in range(args.epochs):
        model.train()
        for x, y in train_dl:
            optimizer.zero_grad()
            F.cross_entropy(model(x), y).backward()
            optimizer.step()
        # 검증
        model.eval()
        with torch.no_grad():
            hits = sum((model(x).argmax(1) == y).sum().item() for x, y in val_dl)
        print(f"epoch {epoch} 검증 정확도 {hits / len(val_ds):.3f}")


if __name__ == "__main__":
    main()
