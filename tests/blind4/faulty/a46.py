import copy

import torch
from sklearn.datasets import make_moons
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def split(n_train=600, n_val=200, n_test=200, seed=9):
    x, y = make_moons(n_train + n_val + n_test, noise=0.25, random_state=seed)
    x = torch.tensor(x, dtype=torch.float32)
    y = torch.tensor(y)
    a, b = n_train, n_train + n_val
    return (TensorDataset(x[:a], y[:a]), TensorDataset(x[a:b], y[a:b]), TensorDataset(x[b:], y[b:]))


def run_epoch(model, loader, loss_fn, opt=None):
    training = opt is not None
    model.train(training)
    total = correct = seen = 0
    with torch.set_grad_enabled(training):
        for x, y in loader:
            out = model(x)
            loss = loss_fn(out, y)
            if training:
                opt.zero_grad()
                loss.backward()
                opt.step()
            total += loss.item() * len(y)
            correct += (out.argmax(1) == y).sum().item()
            seen += len(y)
    return total / seen, correct / seen


def fit(model, train_dl, val_dl, max_epochs=100, patience=6, lr=3e-3):
    loss_fn = nn.CrossEntropyLoss()
    opt = torch.optim.Adam(model.parameters(), lr=lr)
    best, best_weights, bad = float("inf"), copy.deepcopy(model.state_dict()), 0
    for epoch in range(max_epochs):
        tr, _ = run_epoch(model, train_dl, loss_fn, opt)
        va, acc = run_epoch(model, val_dl, loss_fn)
        if va < best:
            best = va
            best_weights = copy.deepcopy(model.state_dict())
        else:
            bad += 1
        if bad >= patience:
            print(f"early stop at epoch {epoch + 1}, best val loss {best:.4f}")
            break
    model.load_state_dict(best_weights)
    return model


if __name__ == "__main__":
    torch.manual_seed(9)
    tr, va, te = split()
    net = nn.Sequential(nn.Linear(2, 32), nn.ReLU(), nn.Dropout(0.1), nn.Linear(32, 32), nn.ReLU(), nn.Linear(32, 2))
    fit(net, DataLoader(tr, 20, shuffle=True), DataLoader(va, 100))
    loss, acc = run_epoch(net, DataLoader(te, 100), nn.CrossEntropyLoss())
    print(f"test loss {loss:.4f} acc {acc:.3f}")
