import copy

import torch
import torch.nn as nn
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, TensorDataset


class CNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(1, 16, 3, padding=1), nn.BatchNorm2d(16), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(16, 32, 3, padding=1), nn.BatchNorm2d(32), nn.ReLU(), nn.MaxPool2d(2))
        self.drop = nn.Dropout(0.3)
        self.fc = nn.Linear(32 * 2 * 2, 10)

    def forward(self, x):
        return self.fc(self.drop(self.features(x).flatten(1)))


def evaluate(model, loader, criterion):
    model.eval()
    loss_sum, hit, n = 0.0, 0, 0
    with torch.no_grad():
        for x, y in loader:
            out = model(x)
            loss_sum += criterion(out, y).item() * y.size(0)
            hit += (torch.max(out.data, 1)[1] == y).sum().item()
            n += y.size(0)
    return loss_sum / n, hit / n


def main():
    torch.manual_seed(0)
    d = load_digits()
    x = torch.tensor(d.images / 16.0, dtype=torch.float32).unsqueeze(1)
    y = torch.tensor(d.target)
    idx, te = train_test_split(list(range(len(y))), test_size=0.2, random_state=0, stratify=d.target)
    tr, va = train_test_split(idx, test_size=0.15, random_state=0, stratify=d.target[idx])
    mk = lambda i, **k: DataLoader(TensorDataset(x[i], y[i]), **k)
    train_loader, val_loader, test_loader = mk(tr, batch_size=64, shuffle=True), mk(va, batch_size=256), mk(te, batch_size=256)
    model = CNN()
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    best, best_state = float('inf'), None
    for epoch in range(12):
        model.train()
        running = 0.0
        for xb, yb in train_loader:
            optimizer.zero_grad()
            loss = criterion(model(xb), yb)
            loss.backward()
            optimizer.step()
            running += loss.item()
        vl, va_acc = evaluate(model, val_loader, criterion)
        print(f'epoch {epoch + 1} train {running / len(train_loader):.4f} val {vl:.4f} acc {va_acc:.3f}')
        if vl < best:
            best, best_state = vl, copy.deepcopy(model.state_dict())
    model.load_state_dict(best_state)
    print('test', evaluate(model, test_loader, criterion))


if __name__ == '__main__':
    main()
