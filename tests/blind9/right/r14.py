"""Distil a wide MLP into a tiny one."""
import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, TensorDataset

T, ALPHA = 3.0, 0.7


def net(width):
    return nn.Sequential(nn.Linear(64, width), nn.ReLU(), nn.Dropout(0.1), nn.Linear(width, 10))


def fit(model, loader, loss_of, epochs, lr=2e-3):
    opt = torch.optim.Adam(model.parameters(), lr=lr)
    for _ in range(epochs):
        model.train()
        for x, y in loader:
            opt.zero_grad()
            loss_of(model, x, y).backward()
            opt.step()
    return model


def score(model, x, y):
    model.eval()
    with torch.no_grad():
        return (model(x).argmax(1) == y).float().mean().item()


def main():
    X, y = load_digits(return_X_y=True)
    a, b, ya, yb = train_test_split(X / 16, y, test_size=0.3, random_state=2, stratify=y)
    a, b = torch.tensor(a).float(), torch.tensor(b).float()
    ya, yb = torch.tensor(ya), torch.tensor(yb)
    loader = DataLoader(TensorDataset(a, ya), batch_size=64, shuffle=True)

    teacher = fit(net(256), loader, lambda m, x, t: F.cross_entropy(m(x), t), epochs=12)
    teacher.eval()
    kl = nn.KLDivLoss(reduction="batchmean")

    def distil(student, x, t):
        with torch.no_grad():
            soft = F.softmax(teacher(x) / T, dim=1)
        out = student(x)
        return ALPHA * T * T * kl(F.log_softmax(out / T, dim=1), soft) + (1 - ALPHA) * F.cross_entropy(out, t)

    student = fit(net(12), loader, distil, epochs=20)
    print("teacher", score(teacher, b, yb), "student", score(student, b, yb))


if __name__ == "__main__":
    main()
