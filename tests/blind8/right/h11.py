import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split


class Branch(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.a, self.b = nn.Linear(d, d), nn.Linear(d, d)
        nn.init.zeros_(self.b.weight)
        nn.init.zeros_(self.b.bias)

    def forward(self, x):
        return x + self.b(torch.relu(self.a(x)))


class Net(nn.Module):
    def __init__(self, d=48, depth=6):
        super().__init__()
        self.stem = nn.Linear(64, d)
        self.blocks = nn.Sequential(*[Branch(d) for _ in range(depth)])
        self.head = nn.Linear(d, 10)
        nn.init.zeros_(self.head.weight)

    def forward(self, x):
        return self.head(self.blocks(self.stem(x)))


def main():
    torch.manual_seed(0)
    X, y = load_digits(return_X_y=True)
    a, b, c, d = train_test_split(torch.tensor(X / 16, dtype=torch.float32), torch.tensor(y), random_state=0, stratify=y)
    model = Net()
    opt = torch.optim.AdamW(model.parameters(), lr=1e-3)
    for epoch in range(24):
        model.train()
        for x, t in DataLoader(TensorDataset(a, c), 64, shuffle=True):
            loss = nn.functional.cross_entropy(model(x), t)
            opt.zero_grad()
            loss.backward()
            opt.step()
        if epoch % 4 != 3:
            continue
        model.eval()
        with torch.no_grad():
            print(epoch, f'{loss.item():.4f} {(model(b).argmax(1) == d).float().mean().item():.3f}')


if __name__ == '__main__':
    main()
