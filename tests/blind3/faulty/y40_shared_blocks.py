import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import make_classification
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, TensorDataset


class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.norm = nn.LayerNorm(width)
        self.fc = nn.Linear(width, width)

    def forward(self, x):
        return x + F.gelu(self.fc(self.norm(x)))


def make_blocks(kind, width, n):
    return nn.Sequential(*([kind(width)] * n))


class ResMLP(nn.Module):
    def __init__(self, d_in, width=16, depth=6, classes=4):
        super().__init__()
        self.inp = nn.Linear(d_in, width)
        self.blocks = make_blocks(Block, width, depth)
        self.out = nn.Linear(width, classes)

    def forward(self, x):
        return self.out(self.blocks(self.inp(x)))


def main():
    torch.manual_seed(0)
    X, y = make_classification(3000, 16, n_informative=10, n_classes=4, n_clusters_per_class=3, random_state=0)
    X_tr, X_va, y_tr, y_va = train_test_split(X, y, test_size=0.25, random_state=0, stratify=y)
    m, s = X_tr.mean(0), X_tr.std(0)
    ds = lambda a, b: TensorDataset(torch.tensor((a - m) / s, dtype=torch.float32), torch.tensor(b))
    train, val = DataLoader(ds(X_tr, y_tr), 64, shuffle=True), DataLoader(ds(X_va, y_va), 256)
    model = ResMLP(16)
    print("parameters", sum(p.numel() for p in model.parameters()))
    opt = torch.optim.AdamW(model.parameters(), lr=2e-3)
    for epoch in range(12):
        model.train()
        total = 0.0
        for x, t in train:
            opt.zero_grad()
            loss = F.cross_entropy(model(x), t)
            loss.backward()
            opt.step()
            total += loss.item() * len(t)
        if epoch % 4 == 3:
            print(f"epoch {epoch + 1} loss {total / len(train.dataset):.4f}")
    model.eval()
    with torch.no_grad():
        good = sum((model(x).argmax(1) == t).sum().item() for x, t in val)
    print("val accuracy", good / len(val.dataset))


if __name__ == "__main__":
    main()
