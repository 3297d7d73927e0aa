import numpy as np
import torch
import torch.nn as nn
from sklearn.datasets import fetch_covtype
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch.utils.data import DataLoader, TensorDataset


class ResidualBlock(nn.Module):
    def __init__(self, dim, p=0.1):
        super().__init__()
        self.norm = nn.LayerNorm(dim)
        self.fc1 = nn.Linear(dim, dim * 2)
        self.fc2 = nn.Linear(dim * 2, dim)
        self.drop = nn.Dropout(p)

    def forward(self, x):
        h = torch.relu(self.fc1(self.norm(x)))
        return x + self.drop(self.fc2(h))


class ResMLP(nn.Module):
    def __init__(self, in_dim, n_classes, dim=128, depth=4):
        super().__init__()
        self.stem = nn.Linear(in_dim, dim)
        self.blocks = [ResidualBlock(dim) for _ in range(depth)]
        self.head = nn.Sequential(nn.LayerNorm(dim), nn.Linear(dim, n_classes))

    def forward(self, x):
        x = self.stem(x)
        for blk in self.blocks:
            x = blk(x)
        return self.head(x)


def prepare(seed=0):
    X, y = fetch_covtype(return_X_y=True)
    y = y - 1
    Xtr, Xva, ytr, yva = train_test_split(X, y, test_size=0.1, random_state=seed, stratify=y)
    sc = StandardScaler().fit(Xtr)
    to = lambda a, b: TensorDataset(torch.tensor(sc.transform(a), dtype=torch.float32), torch.tensor(b, dtype=torch.long))
    return to(Xtr, ytr), to(Xva, yva)


def main():
    torch.manual_seed(0)
    np.random.seed(0)
    tr, va = prepare()
    train_loader = DataLoader(tr, batch_size=1024, shuffle=True)
    val_loader = DataLoader(va, batch_size=4096)
    model = ResMLP(54, 7)
    print('params:', sum(p.numel() for p in model.parameters()))
    opt = torch.optim.AdamW(model.parameters(), lr=2e-3)
    ce = nn.CrossEntropyLoss()
    for epoch in range(8):
        model.train()
        for xb, yb in train_loader:
            opt.zero_grad()
            ce(model(xb), yb).backward()
            opt.step()
        model.eval()
        with torch.no_grad():
            hit = sum((model(xb).argmax(1) == yb).sum().item() for xb, yb in val_loader)
        print(epoch, hit / len(va))


if __name__ == '__main__':
    main()
