import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from layers import SeqClassifier


def needle(n, seed):
    """Class = which of three marker tokens occurs in the noise."""
    g = torch.Generator().manual_seed(seed)
    y = torch.randint(0, 3, (n,), generator=g)
    x = torch.randint(3, 20, (n, 15), generator=g)
    pos = torch.randint(0, 15, (n,), generator=g)
    x[torch.arange(n), pos] = y
    return TensorDataset(x, y)


def main():
    torch.manual_seed(0)
    train = DataLoader(needle(900, 1), batch_size=45, shuffle=True)
    test = DataLoader(needle(300, 2), batch_size=100)
    model = SeqClassifier(20, 24, 3)
    opt = torch.optim.Adam(model.parameters(), lr=5e-3)
    ce = nn.CrossEntropyLoss()
    for epoch in range(5):
        model.train()
        total = 0.0
        for x, y in train:
            opt.zero_grad()
            loss = ce(model(x), y)
            loss.backward()
            opt.step()
            total += loss.item() * len(y)
        model.eval()
        with torch.no_grad():
            hits = sum((model(x).argmax(1) == y).sum().item() for x, y in test)
        print(f"epoch {epoch + 1} loss {total / 900:.4f} acc {hits / 300:.3f}")


if __name__ == "__main__":
    main()
