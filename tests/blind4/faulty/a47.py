import torch
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Backbone(nn.Module):
    def __init__(self, n_out):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(1, 12, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(12, 24, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
            nn.Flatten(),
        )
        self.head = nn.Linear(96, n_out)

    def forward(self, x):
        return self.head(self.features(x))


def loader(x, y, shuffle):
    return DataLoader(TensorDataset(x, y), batch_size=48, shuffle=shuffle)


def epoch(model, dl, opt, loss_fn):
    model.train()
    total = 0.0
    for x, y in dl:
        opt.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        opt.step()
        total += loss.item() * len(y)
    return total / len(dl.dataset)


def accuracy(model, dl):
    model.eval()
    with torch.no_grad():
        return sum((model(x).argmax(1) == y).sum().item() for x, y in dl) / len(dl.dataset)


def main():
    torch.manual_seed(12)
    d = load_digits()
    x = torch.tensor(d.images, dtype=torch.float32)[:, None] / 16
    y = torch.tensor(d.target)
    itr, ite = train_test_split(torch.arange(len(y)), test_size=0.25, stratify=d.target, random_state=12)
    x_tr, y_tr, x_te, y_te = x[itr], y[itr], x[ite], y[ite]
    loss_fn = nn.CrossEntropyLoss()

    # stage 1: even or odd
    model = Backbone(2)
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    for e in range(4):
        print("parity", e, round(epoch(model, loader(x_tr, y_tr % 2, True), optimizer, loss_fn), 4))
    print("parity accuracy", accuracy(model, loader(x_te, y_te % 2, False)))

    # stage 2: all ten digits, starting from the trained filters
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    model.head = nn.Linear(96, 10)
    for e in range(6):
        print("digit", e, round(epoch(model, loader(x_tr, y_tr, True), optimizer, loss_fn), 4))
    print("digit accuracy", accuracy(model, loader(x_te, y_te, False)))


if __name__ == "__main__":
    main()
