import torch
from torch import nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split


class Member(nn.Module):
    def __init__(self, h=32):
        super().__init__()
        self.a, self.b = nn.Linear(64, h), nn.Linear(h, 10)

    def forward(self, x):
        return self.b(torch.relu(self.a(x)))

    def proba(self, x):
        return self(x).softmax(dim=-1)


class Ensemble(nn.Module):
    def __init__(self, n=3):
        super().__init__()
        self.members = nn.ModuleList([Member() for _ in range(n)])

    def forward(self, x):
        return torch.stack([m.proba(x) for m in self.members]).mean(0)


def criterion(out, y):
    return F.cross_entropy(out, y)


def main():
    torch.manual_seed(0)
    X, y = load_digits(return_X_y=True)
    a, b, c, d = train_test_split(torch.tensor(X / 16, dtype=torch.float32), torch.tensor(y), random_state=0, stratify=y)
    model = Ensemble()
    opt = torch.optim.Adam(model.parameters(), lr=2e-3)
    for epoch in range(12):
        model.train()
        s = 0.0
        for x, t in DataLoader(TensorDataset(a, c), 64, shuffle=True):
            loss = criterion(model(x), t)
            opt.zero_grad()
            loss.backward()
            opt.step()
            s += loss.item() * len(t)
        if epoch % 3 == 2:
            model.eval()
            with torch.no_grad():
                acc = (model(b).argmax(1) == d).float().mean().item()
            print(f'{epoch + 1} loss {s / len(a):.4f} acc {acc:.3f}')


if __name__ == '__main__':
    main()
