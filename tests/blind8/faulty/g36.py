import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Counter:
    def __init__(self):
        self.hits, self.n = 0, 0

    def update(self, logits, target):
        pred = (logits.flatten() > 0).float()
        self.hits += (pred == target).sum().item()
        self.n += target.size(0)

    def value(self):
        return self.hits / self.n


def xor(n, seed):
    g = torch.Generator().manual_seed(seed)
    x = torch.rand(n, 2, generator=g) * 2 - 1
    y = (x[:, :1] * x[:, 1:] > 0).float()
    return TensorDataset(x, y)


def run_epoch(model, loader, crit, opt=None):
    model.train(opt is not None)
    counter, total = Counter(), 0.0
    with torch.set_grad_enabled(opt is not None):
        for x, y in loader:
            logits = model(x)
            loss = crit(logits, y)
            if opt:
                opt.zero_grad()
                loss.backward()
                opt.step()
            total += loss.item() * len(y)
            counter.update(logits, y)
    return total / len(loader.dataset), counter.value()


def main():
    torch.manual_seed(0)
    train, val = DataLoader(xor(800, 0), 32, shuffle=True), DataLoader(xor(200, 1), 100)
    model = nn.Sequential(nn.Linear(2, 32), nn.ReLU(), nn.Linear(32, 1))
    opt = torch.optim.Adam(model.parameters(), lr=0.01)
    crit = nn.BCEWithLogitsLoss()
    for epoch in range(8):
        t, v = run_epoch(model, train, crit, opt), run_epoch(model, val, crit)
        print(epoch, 'train %.4f acc %.2f' % t, 'val %.4f acc %.2f' % v)


if __name__ == '__main__':
    main()
