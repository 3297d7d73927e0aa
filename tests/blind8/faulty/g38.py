import torch
from torch import nn
from torch.utils.data import DataLoader, Subset, TensorDataset


def cards(n=1500):
    x = torch.randn(n, 30)
    y = ((x[:, 0] + x[:, 1] + 1.5 * torch.randn(n)) > 0).long()
    return TensorDataset(x, y)


def split_indices(n, ratio=0.7, seed=0):
    order = torch.randperm(n, generator=torch.Generator().manual_seed(seed)).tolist()
    n_train = int(n * ratio)
    return order[:n_train], order[-n_train:]


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(30, 256), nn.ReLU(), nn.Linear(256, 2))

    def forward(self, x):
        return self.net(x)


def accuracy(model, loader):
    model.eval()
    with torch.no_grad():
        return sum((model(x).argmax(1) == y).sum().item() for x, y in loader) / len(loader.dataset)


def main():
    torch.manual_seed(0)
    ds = cards()
    tr, te = split_indices(len(ds))
    train_dl = DataLoader(Subset(ds, tr), 50, shuffle=True)
    test_dl = DataLoader(Subset(ds, te), 100)
    model = Net()
    opt = torch.optim.Adam(model.parameters(), lr=2e-3, weight_decay=1e-4)
    for epoch in range(20):
        model.train()
        for x, y in train_dl:
            opt.zero_grad()
            loss = nn.functional.cross_entropy(model(x), y)
            loss.backward()
            opt.step()
        if epoch % 5 == 4:
            print(epoch + 1, f'loss {loss.item():.4f} train {accuracy(model, train_dl):.3f} test {accuracy(model, test_dl):.3f}')


if __name__ == '__main__':
    main()
