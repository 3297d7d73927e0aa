import argparse
import numpy as np
import torch
import torch.nn as nn
from sklearn.datasets import load_digits
from sklearn.model_selection import KFold
from torch.utils.data import DataLoader, Subset, TensorDataset


class ConvDigits(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(1, 8, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(8, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        )
        self.fc = nn.Linear(16 * 2 * 2, 10)

    def forward(self, x):
        return self.fc(self.features(x).flatten(1))


def run_epoch(model, loader, criterion, optimizer):
    model.train()
    for x, y in loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()


def accuracy(model, loader):
    model.eval()
    n_ok = n = 0
    with torch.no_grad():
        for x, y in loader:
            n_ok += (model(x).argmax(1) == y).sum().item()
            n += len(y)
    return n_ok / n


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--folds', type=int, default=5)
    parser.add_argument('--epochs', type=int, default=3)
    parser.add_argument('--lr', type=float, default=2e-3)
    args = parser.parse_args()

    torch.manual_seed(0)
    digits = load_digits()
    images = torch.tensor(digits.images / 16.0, dtype=torch.float32).unsqueeze(1)
    dataset = TensorDataset(images, torch.tensor(digits.target))

    model = ConvDigits()
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=args.lr)

    scores = []
    kf = KFold(n_splits=args.folds, shuffle=True, random_state=0)
    for fold, (train_idx, val_idx) in enumerate(kf.split(np.arange(len(dataset)))):
        train_loader = DataLoader(Subset(dataset, train_idx.tolist()), batch_size=64, shuffle=True)
        val_loader = DataLoader(Subset(dataset, val_idx.tolist()), batch_size=256)
        for _ in range(args.epochs):
            run_epoch(model, train_loader, criterion, optimizer)
        scores.append(accuracy(model, val_loader))
        print(f'fold {fold}: {scores[-1]:.4f}')
    print(f'mean {np.mean(scores):.4f} +- {np.std(scores):.4f}')


if __name__ == '__main__':
    main()
