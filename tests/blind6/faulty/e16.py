"""Generic early stopping used on a noisy regression."""
import copy
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset


class EarlyStopping:
    def __init__(self, patience=5, min_delta=0.0):
        self.patience = patience
        self.min_delta = min_delta
        self.best = float('inf')
        self.counter = 0
        self.should_stop = False
        self.state = None

    def __call__(self, val_loss, model):
        if val_loss < self.best - self.min_delta:
            self.best = val_loss
            self.state = copy.deepcopy(model.state_dict())
        else:
            self.counter += 1
            if self.counter >= self.patience:
                self.should_stop = True


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(6, 48), nn.SiLU(), nn.Linear(48, 48), nn.SiLU(), nn.Linear(48, 1))

    def forward(self, x):
        return self.net(x)


def make(n, seed):
    g = torch.Generator().manual_seed(seed)
    x = torch.randn(n, 6, generator=g)
    y = torch.sin(x[:, :1]) + x[:, 1:2] * x[:, 2:3] + 0.3 * torch.randn(n, 1, generator=g)
    return TensorDataset(x, y)


def epoch_loss(model, loader, loss_fn):
    model.eval()
    s = 0.0
    with torch.no_grad():
        for x, y in loader:
            s += loss_fn(model(x), y).item() * len(x)
    return s / len(loader.dataset)


def main():
    torch.manual_seed(0)
    train_dl = DataLoader(make(800, 0), batch_size=32, shuffle=True)
    val_dl = DataLoader(make(200, 1), batch_size=100)
    test_dl = DataLoader(make(200, 2), batch_size=100)
    model, loss_fn = Net(), nn.MSELoss()
    opt = torch.optim.Adam(model.parameters(), lr=3e-3)
    stopper = EarlyStopping(patience=6)
    for epoch in range(60):
        model.train()
        for x, y in train_dl:
            opt.zero_grad()
            loss = loss_fn(model(x), y)
            loss.backward()
            opt.step()
        val = epoch_loss(model, val_dl, loss_fn)
        stopper(val, model)
        if stopper.should_stop:
            print('stopped at', epoch)
            break
    model.load_state_dict(stopper.state)
    print('val', stopper.best, 'test', epoch_loss(model, test_dl, loss_fn))


if __name__ == '__main__':
    main()
