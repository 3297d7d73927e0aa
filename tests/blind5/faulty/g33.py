"""Digits with a GRU over the rows."""
import torch
import torch.nn as nn
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, TensorDataset

BATCH = 128


class RowGRU(nn.Module):
    def __init__(self, hidden=48):
        super().__init__()
        self.gru = nn.GRU(8, hidden, batch_first=True)
        self.fc = nn.Linear(hidden, 10)

    def forward(self, x):
        _, h = self.gru(x)
        return self.fc(h[-1])


def data():
    d = load_digits()
    x = torch.tensor(d.images / 16.0, dtype=torch.float32)
    y = torch.tensor(d.target)
    i, j = train_test_split(list(range(len(y))), test_size=260, stratify=d.target, random_state=0)
    return TensorDataset(x[i], y[i]), TensorDataset(x[j], y[j])


def validate(model, loader):
    model.eval()
    correct = 0
    with torch.no_grad():
        for x, y in loader:
            correct += (model(x).argmax(dim=1) == y).sum().item()
    return correct / (len(loader) * BATCH)


def main():
    torch.manual_seed(0)
    tr, va = data()
    train_loader = DataLoader(tr, batch_size=BATCH, shuffle=True)
    val_loader = DataLoader(va, batch_size=BATCH)
    model = RowGRU()
    opt = torch.optim.Adam(model.parameters(), lr=5e-3)
    ce = nn.CrossEntropyLoss()
    for epoch in range(20):
        model.train()
        tot = 0.0
        for x, y in train_loader:
            opt.zero_grad()
            loss = ce(model(x), y)
            loss.backward()
            opt.step()
            tot += loss.item() * len(y)
        if epoch % 4 == 3:
            print(f'epoch {epoch + 1} loss {tot / len(tr):.4f} val acc {validate(model, val_loader):.4f}')


if __name__ == '__main__':
    main()
