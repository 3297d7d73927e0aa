import torch
import torch.nn.functional as F
from sklearn.datasets import load_digits
from torch.utils.data import DataLoader, TensorDataset

from backbone import Backbone, Classifier


def fit(model, loader, epochs, lr):
    opt = torch.optim.Adam([p for p in model.parameters() if p.requires_grad], lr=lr)
    for epoch in range(epochs):
        model.train()
        total = 0.0
        for x, y in loader:
            opt.zero_grad()
            loss = F.cross_entropy(model(x), y)
            loss.backward()
            opt.step()
            total += loss.item() * len(y)
        print(f"  epoch {epoch + 1}: {total / len(loader.dataset):.4f}")


def accuracy(model, loader):
    model.eval()
    hits = 0
    with torch.no_grad():
        for x, y in loader:
            hits += (model(x).argmax(1) == y).sum().item()
    return hits / len(loader.dataset)


def main():
    torch.manual_seed(5)
    d = load_digits()
    x = torch.tensor(d.images).float().unsqueeze(1) / 16
    y = torch.tensor(d.target)
    order = torch.randperm(len(y))
    x, y = x[order], y[order]
    small = y < 5

    def loaders(mask, shift):
        xs, ys = x[mask], y[mask] - shift
        cut = int(0.8 * len(ys))
        return (DataLoader(TensorDataset(xs[:cut], ys[:cut]), 40, shuffle=True),
                DataLoader(TensorDataset(xs[cut:], ys[cut:]), 100))

    backbone = Backbone()
    print("pretraining on 0-4")
    train, test = loaders(small, 0)
    source = Classifier(backbone, 5)
    fit(source, train, 6, 3e-3)
    print("  accuracy", round(accuracy(source, test), 3))
    print("new head for 5-9")
    train, test = loaders(~small, 5)
    target = Classifier(backbone, 5, frozen=True)
    fit(target, train, 8, 1e-2)
    print("  accuracy", round(accuracy(target, test), 3))


if __name__ == "__main__":
    main()
