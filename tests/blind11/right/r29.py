# Mixup + soft labels on digits. CrossEntropyLoss takes class probabilities as targets.
import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

NUM_CLASSES = 10


def mixup(x, y, alpha=0.3):
    lam = float(np.random.beta(alpha, alpha))
    perm = torch.randperm(len(x))
    return lam * x + (1 - lam) * x[perm], lam * y + (1 - lam) * y[perm]


def iterate(x, y, batch, shuffle):
    order = torch.randperm(len(x)) if shuffle else torch.arange(len(x))
    for rows in order.split(batch):
        yield x[rows], y[rows]


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Conv2d(1, 24, 3, padding=1)
        self.b = nn.Conv2d(24, 48, 3, padding=1)
        self.bn_a, self.bn_b = nn.BatchNorm2d(24), nn.BatchNorm2d(48)
        self.fc = nn.Linear(48, NUM_CLASSES)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.bn_a(self.a(x))), 2)
        x = F.relu(self.bn_b(self.b(x)))
        return self.fc(x.mean((2, 3)))


def predict_tta(model, x):
    """Average over the picture and its four one-pixel shifts."""
    model.eval()
    with torch.no_grad():
        views = [x] + [torch.roll(x, s, dims=d) for d in (2, 3) for s in (-1, 1)]
        return torch.stack([model(v).softmax(dim=1) for v in views]).mean(dim=0)


def main():
    torch.manual_seed(9)
    np.random.seed(9)
    d = load_digits()
    X = torch.tensor(d.images[:, None] / 16, dtype=torch.float32)
    Y = torch.tensor(d.target)
    tr, te = train_test_split(np.arange(len(Y)), test_size=0.2, stratify=d.target, random_state=9)
    soft = F.one_hot(Y, NUM_CLASSES).float()

    model = Net()
    criterion = nn.CrossEntropyLoss(label_smoothing=0.05)
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3, weight_decay=1e-2)
    scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=15)
    for epoch in range(15):
        model.train()
        losses = []
        for xb, yb in iterate(X[tr], soft[tr], 64, shuffle=True):
            xb, yb = mixup(xb, yb)
            loss = criterion(model(xb), yb)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        scheduler.step()
        if epoch % 5 == 4:
            print(f"epoch {epoch + 1}: mixup loss {np.mean(losses):.3f}")

    probs = predict_tta(model, X[te])
    acc = (probs.argmax(1) == Y[te]).float().mean().item()
    print(f"test accuracy with shifts averaged: {acc:.4f}")


if __name__ == "__main__":
    main()
