import torch
from sklearn.datasets import load_wine
from sklearn.model_selection import train_test_split
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

import prep


def evaluate(model, loader):
    model.eval()
    hits = n = 0
    with torch.no_grad():
        for x, y in loader:
            hits += (model(x).argmax(1) == y).sum().item()
            n += len(y)
    return hits / n


def main():
    torch.manual_seed(0)
    X, y = load_wine(return_X_y=True)
    a, b, ya, yb = train_test_split(X, y, test_size=0.3, stratify=y, random_state=0)
    a, b = torch.tensor(a, dtype=torch.float32), torch.tensor(b, dtype=torch.float32)
    train = DataLoader(TensorDataset(prep.standardise(a), torch.tensor(ya)), batch_size=16, shuffle=True)
    test = DataLoader(TensorDataset(prep.to_unit(b), torch.tensor(yb)), batch_size=54)
    model = nn.Sequential(nn.Linear(13, 32), nn.ReLU(), nn.Linear(32, 3))
    opt = torch.optim.Adam(model.parameters(), lr=5e-3)
    ce = nn.CrossEntropyLoss()
    for epoch in range(20):
        model.train()
        total = 0.0
        for x, t in train:
            opt.zero_grad()
            loss = ce(model(x), t)
            loss.backward()
            opt.step()
            total += loss.item() * len(t)
        if epoch % 5 == 4:
            print(f"epoch {epoch + 1} loss {total / len(ya):.4f} test {evaluate(model, test):.3f}")


if __name__ == "__main__":
    main()
