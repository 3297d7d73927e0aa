import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset, random_split


class Checker(Dataset):
    """Points in a square; class 1 where both signs agree."""

    def __init__(self, n=1600, noise=0.05, seed=0):
        g = torch.Generator().manual_seed(seed)
        self.x = torch.rand(n, 2, generator=g) * 2 - 1
        self.y = ((self.x[:, 0] * self.x[:, 1]) > 0).float()
        self.x += noise * torch.randn(n, 2, generator=g)

    def __len__(self):
        return len(self.y)

    def __getitem__(self, i):
        return self.x[i], self.y[i]


class Scorer(nn.Module):
    def __init__(self, d=2):
        super().__init__()
        self.linear = nn.Linear(d, 1)

    def forward(self, x):
        return self.linear(x).squeeze(-1)


def train(model, dl, epochs, lr):
    opt = torch.optim.Adam(model.parameters(), lr=lr)
    bce = nn.BCEWithLogitsLoss()
    for ep in range(epochs):
        model.train()
        tot = n = 0
        for x, y in dl:
            opt.zero_grad()
            loss = bce(model(x), y)
            loss.backward()
            opt.step()
            tot += loss.item() * len(y)
            n += len(y)
        if ep % 4 == 3:
            print(f"epoch {ep + 1}: {tot / n:.4f}")


if __name__ == "__main__":
    torch.manual_seed(0)
    tr, te = random_split(Checker(), [1280, 320])
    model = Scorer()
    train(model, DataLoader(tr, 32, shuffle=True), epochs=16, lr=1e-2)
    model.eval()
    hits = 0
    with torch.no_grad():
        for x, y in DataLoader(te, 320):
            hits += ((model(x) > 0).float() == y).sum().item()
    print("test accuracy", hits / len(te))
