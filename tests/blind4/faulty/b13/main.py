import torch
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch import nn, optim
from torch.utils.data import DataLoader, TensorDataset

from net import VGGish


def make_loaders(seed):
    d = load_digits()
    x = torch.from_numpy(d.images).float().unsqueeze(1) / 16
    y = torch.from_numpy(d.target)
    tr, va = train_test_split(range(len(y)), test_size=0.25, random_state=seed, stratify=d.target)
    return (DataLoader(TensorDataset(x[tr], y[tr]), batch_size=50, shuffle=True),
            DataLoader(TensorDataset(x[va], y[va]), batch_size=50))


def train_one(model, loader, opt, loss_fn):
    model.train()
    s = 0.0
    for x, y in loader:
        opt.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        opt.step()
        s += loss.item() * len(y)
    return s / len(loader.dataset)


@torch.no_grad()
def validate(model, loader, loss_fn):
    s, hits = 0.0, 0
    for x, y in loader:
        out = model(x)
        s += loss_fn(out, y).item() * len(y)
        hits += (out.argmax(1) == y).sum().item()
    return s / len(loader.dataset), hits / len(loader.dataset)


if __name__ == "__main__":
    torch.manual_seed(0)
    train_dl, val_dl = make_loaders(0)
    model = VGGish()
    opt = optim.Adam(model.parameters(), lr=2e-3)
    loss_fn = nn.CrossEntropyLoss()
    for epoch in range(8):
        tl = train_one(model, train_dl, opt, loss_fn)
        vl, va = validate(model, val_dl, loss_fn)
        print(f"epoch {epoch + 1} train {tl:.3f} val {vl:.3f} acc {va:.3f}")
