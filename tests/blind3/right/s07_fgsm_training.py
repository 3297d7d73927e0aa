import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

EPS = 0.08


def fgsm(model, x, y, eps=EPS):
    x = x.clone().requires_grad_(True)
    loss = F.cross_entropy(model(x), y)
    (g,) = torch.autograd.grad(loss, x)
    return (x + eps * g.sign()).clamp(0, 1).detach()


def accuracy(model, x, y):
    with torch.no_grad():
        return (model(x).argmax(1) == y).float().mean().item()


def robust_accuracy(model, x, y):
    attacked = fgsm(model, x, y)           # needs gradients, so no no_grad here
    return accuracy(model, attacked, y)


def train(X, y, adversarial, epochs=15):
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(64, 128), nn.ReLU(), nn.Linear(128, 10))
    opt = torch.optim.Adam(model.parameters(), lr=2e-3)
    for epoch in range(epochs):
        model.train()
        total = 0.0
        for idx in torch.randperm(len(y)).split(64):
            xb, yb = X[idx], y[idx]
            if adversarial:
                xb = torch.cat([xb, fgsm(model, xb, yb)])
                yb = torch.cat([yb, yb])
            opt.zero_grad()
            loss = F.cross_entropy(model(xb), yb)
            loss.backward()
            opt.step()
            total += loss.item() * len(idx)
    print(f"adversarial={adversarial}: last training loss {total / len(y):.4f}")
    return model.eval()


def main():
    X, y = load_digits(return_X_y=True)
    X_tr, X_te, y_tr, y_te = train_test_split(X / 16, y, test_size=0.3, random_state=0, stratify=y)
    X_tr, X_te = torch.tensor(X_tr).float(), torch.tensor(X_te).float()
    y_tr, y_te = torch.tensor(y_tr), torch.tensor(y_te)
    for flag in (False, True):
        model = train(X_tr, y_tr, flag)
        print(f"   clean {accuracy(model, X_te, y_te):.4f}  under attack {robust_accuracy(model, X_te, y_te):.4f}")


if __name__ == "__main__":
    main()
