import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits

from engine import Net, train_epoch


def accuracy(net, loader):
    net.eval()
    with torch.no_grad():
        return sum((net(x).argmax(1) == y).sum().item() for x, y in loader) / len(loader.dataset)


if __name__ == "__main__":
    torch.manual_seed(0)
    d = load_digits()
    x, y = torch.tensor(d.images).float().unsqueeze(1) / 16, torch.tensor(d.target)
    p = torch.randperm(len(y))
    train = DataLoader(TensorDataset(x[p[:1440]], y[p[:1440]]), batch_size=64, shuffle=True)
    test = DataLoader(TensorDataset(x[p[1440:]], y[p[1440:]]), batch_size=120)
    net = Net()
    opt = torch.optim.Adam(net.parameters(), lr=2e-3)
    for epoch in range(6):
        print(f"epoch {epoch + 1} loss {train_epoch(net, train, opt, nn.CrossEntropyLoss()):.4f} acc {accuracy(net, test):.3f}")
