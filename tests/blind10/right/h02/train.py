"""Pretrain on the digits 0-4, then transfer the frozen features to 5-9."""
import torch
import torch.nn.functional as F
from sklearn.datasets import load_digits
from torch.utils.data import DataLoader, TensorDataset, random_split

from backbone import Backbone, Classifier


def loaders(low, high, seed):
    d = load_digits()
    keep = (d.target >= low) & (d.target < high)
    x = torch.tensor(d.images[keep], dtype=torch.float32).unsqueeze(1) / 16 - 0.3
    y = torch.tensor(d.target[keep] - low)
    n = int(0.75 * len(x))
    tr, te = random_split(TensorDataset(x, y), [n, len(x) - n], generator=torch.Generator().manual_seed(seed))
    return DataLoader(tr, batch_size=32, shuffle=True), DataLoader(te, batch_size=256)


def accuracy(model, loader):
    model.eval()
    with torch.no_grad():
        hits = sum((model(x).argmax(1) == y).sum().item() for x, y in loader)
    return hits / len(loader.dataset)


def pretrain():
    train, test = loaders(0, 5, seed=0)
    model = Classifier(Backbone())
    opt = torch.optim.Adam(model.parameters(), lr=1e-3)
    for epoch in range(6):
        model.train()
        for x, y in train:
            opt.zero_grad()
            F.cross_entropy(model(x), y).backward()
            opt.step()
    print(f'source task accuracy {accuracy(model, test):.3f}')
    return model.backbone


def transfer(backbone):
    train, test = loaders(5, 10, seed=1)
    for p in backbone.parameters():
        p.requires_grad_(False)
    model = Classifier(backbone)
    opt = torch.optim.Adam(model.head.parameters(), lr=5e-3)
    for epoch in range(12):
        model.train()
        model.backbone.eval()      # keep the running statistics of the source task
        total = 0.0
        for x, y in train:
            loss = F.cross_entropy(model(x), y)
            opt.zero_grad()
            loss.backward()
            opt.step()
            total += loss.item() * len(y)
        if epoch % 3 == 2:
            print(f'epoch {epoch + 1}: loss {total / len(train.dataset):.4f} accuracy {accuracy(model, test):.3f}')


if __name__ == '__main__':
    torch.manual_seed(0)
    transfer(pretrain())
