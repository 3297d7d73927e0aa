"""Hand-written optimiser + EMA weights, no torch.optim."""
import copy
import torch
import torch.nn as nn
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split


class EMA:
    def __init__(self, model, decay=0.99):
        self.shadow = copy.deepcopy(model).eval()
        self.decay = decay
        for p in self.shadow.parameters():
            p.requires_grad_(False)

    @torch.no_grad()
    def update(self, model):
        for s, p in zip(self.shadow.parameters(), model.parameters()):
            s.mul_(self.decay).add_(p, alpha=1 - self.decay)
        for s, b in zip(self.shadow.buffers(), model.buffers()):
            s.copy_(b)


def sgd_step(params, velocity, lr, mu):
    with torch.no_grad():
        for p, v in zip(params, velocity):
            if p.grad is None:
                continue
            v.mul_(mu).add_(p.grad)
            p -= lr * v
            p.grad = None


def accuracy(model, x, y):
    with torch.no_grad():
        return (model(x).argmax(1) == y).float().mean().item()


def main():
    torch.manual_seed(0)
    X, y = load_digits(return_X_y=True)
    X = torch.tensor(X / 16, dtype=torch.float32)
    y = torch.tensor(y)
    X_tr, X_va, y_tr, y_va = train_test_split(X, y, test_size=0.25, random_state=0)
    model = nn.Sequential(nn.Linear(64, 64), nn.BatchNorm1d(64), nn.ReLU(), nn.Linear(64, 10))
    ema = EMA(model)
    params = list(model.parameters())
    velocity = [torch.zeros_like(p) for p in params]
    criterion = nn.CrossEntropyLoss()
    for epoch in range(10):
        model.train()
        for idx in torch.randperm(len(X_tr)).split(64):
            loss = criterion(model(X_tr[idx]), y_tr[idx])
            loss.backward()
            sgd_step(params, velocity, lr=0.05, mu=0.9)
            ema.update(model)
        model.eval()
        print(f'{epoch} raw {accuracy(model, X_va, y_va):.3f} ema {accuracy(ema.shadow, X_va, y_va):.3f}')


if __name__ == '__main__':
    main()
