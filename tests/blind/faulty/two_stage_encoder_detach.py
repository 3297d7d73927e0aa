import itertools

import torch
import torch.nn as nn
from sklearn.datasets import make_classification
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(11)


class Encoder(nn.Module):
    def __init__(self, d_in: int, d_model: int):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(d_in, 64), nn.GELU(), nn.Linear(64, d_model))
        self.norm = nn.LayerNorm(d_model)

    def forward(self, x):
        features = self.norm(self.net(x))
        return features.detach()


class Classifier(nn.Module):
    def __init__(self, d_model: int, n_classes: int):
        super().__init__()
        self.head = nn.Linear(d_model, n_classes)

    def forward(self, z):
        return self.head(z)


def run_epoch(encoder, classifier, loader, criterion, optimizer=None):
    training = optimizer is not None
    encoder.train(training)
    classifier.train(training)
    total, correct, count = 0.0, 0, 0
    with torch.set_grad_enabled(training):
        for x, y in loader:
            logits = classifier(encoder(x))
            loss = criterion(logits, y)
            if training:
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            total += loss.item() * len(y)
            correct += (logits.argmax(1) == y).sum().item()
            count += len(y)
    return total / count, correct / count


def main():
    X, y = make_classification(600, 20, n_informative=10, n_classes=4, random_state=0)
    X = torch.tensor(X, dtype=torch.float32)
    y = torch.tensor(y, dtype=torch.long)
    train_dl = DataLoader(TensorDataset(X[:480], y[:480]), batch_size=32, shuffle=True)
    valid_dl = DataLoader(TensorDataset(X[480:], y[480:]), batch_size=60)
    encoder, classifier = Encoder(20, 16), Classifier(16, 4)
    params = itertools.chain(encoder.parameters(), classifier.parameters())
    optimizer = torch.optim.AdamW(params, lr=3e-3)
    criterion = nn.CrossEntropyLoss()
    for epoch in range(4):
        tr = run_epoch(encoder, classifier, train_dl, criterion, optimizer)
        va = run_epoch(encoder, classifier, valid_dl, criterion)
        print(f"epoch {epoch} train {tr[0]:.3f}/{tr[1]:.3f} valid {va[0]:.3f}/{va[1]:.3f}")


main()
