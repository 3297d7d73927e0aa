from functools import lru_cache
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.model_selection import KFold


@lru_cache(maxsize=None)
def make_model(d, hidden=256):
    return nn.Sequential(nn.Linear(d, hidden), nn.ReLU(), nn.Linear(hidden, 2))


def noisy_labels(n=400):
    x = torch.randn(n, 20)
    y = ((x[:, 0] + 1.5 * torch.randn(n)) > 0).long()
    return x, y


def train(model, x, y, epochs):
    opt = torch.optim.Adam(model.parameters(), lr=2e-3)
    model.train()
    for _ in range(epochs):
        for bx, by in DataLoader(TensorDataset(x, y), 32, shuffle=True):
            opt.zero_grad()
            nn.functional.cross_entropy(model(bx), by).backward()
            opt.step()


def score(model, x, y):
    model.eval()
    with torch.no_grad():
        return (model(x).argmax(1) == y).float().mean().item()


def main():
    torch.manual_seed(0)
    x, y = noisy_labels()
    scores = []
    for fold, (tr, va) in enumerate(KFold(5, shuffle=True, random_state=0).split(x)):
        model = make_model(x.size(1))
        train(model, x[tr], y[tr], 15)
        scores.append(score(model, x[va], y[va]))
        print(f'fold {fold + 1}: {scores[-1]:.3f}')
    print('cv accuracy', sum(scores) / len(scores))


if __name__ == '__main__':
    main()
