import copy
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split


class Watch:
    def __init__(self, patience=4, best=0.0):
        self.patience, self.best, self.bad = patience, best, 0
        self.weights = None

    def stop(self, value, model):
        if value < self.best:
            self.best, self.bad = value, 0
            self.weights = copy.deepcopy(model.state_dict())
        else:
            self.bad += 1
        return self.bad >= self.patience


def val_loss(model, x, y):
    model.eval()
    with torch.no_grad():
        return nn.functional.cross_entropy(model(x), y).item()


def main():
    torch.manual_seed(0)
    X, y = load_digits(return_X_y=True)
    X, Xt, y, yt = train_test_split(torch.tensor(X / 16, dtype=torch.float32), torch.tensor(y), test_size=0.2, random_state=0)
    a, b, c, d = train_test_split(X, y, test_size=0.2, random_state=0)
    model = nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
    opt = torch.optim.SGD(model.parameters(), lr=0.03, momentum=0.5)
    watch = Watch()
    for epoch in range(60):
        model.train()
        for x, t in DataLoader(TensorDataset(a, c), 64, shuffle=True):
            loss = nn.functional.cross_entropy(model(x), t)
            opt.zero_grad()
            loss.backward()
            opt.step()
        v = val_loss(model, b, d)
        print(epoch, f'train {loss.item():.4f} val {v:.4f}')
        if watch.stop(v, model):
            print('early stop')
            break
    if watch.weights is not None:
        model.load_state_dict(watch.weights)
    model.eval()
    with torch.no_grad():
        print('test', (model(Xt).argmax(1) == yt).float().mean().item())


if __name__ == '__main__':
    main()
