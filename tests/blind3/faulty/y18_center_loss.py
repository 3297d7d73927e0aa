import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

DIM = 8


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, DIM))

    def forward(self, x):
        return F.normalize(self.embed(x), dim=1)


class ProxyLoss(nn.Module):
    """Normalised softmax with one learnt proxy for each class."""

    def __init__(self, n_classes, scale=10.0):
        super().__init__()
        self.proxies = nn.Parameter(0.05 * torch.randn(n_classes, DIM) + torch.ones(DIM))
        self.scale = scale

    def similarity(self, z):
        return self.scale * z @ F.normalize(self.proxies, dim=1).t()

    def forward(self, z, y):
        return F.cross_entropy(self.similarity(z), y)


def main():
    torch.manual_seed(0)
    X, y = load_digits(return_X_y=True)
    X_tr, X_te, y_tr, y_te = train_test_split(X / 16, y, test_size=0.25, random_state=0, stratify=y)
    X_tr, X_te = torch.tensor(X_tr).float(), torch.tensor(X_te).float()
    y_tr, y_te = torch.tensor(y_tr), torch.tensor(y_te)
    net, criterion = Net(), ProxyLoss(10)
    opt = torch.optim.Adam(net.parameters(), lr=3e-3)
    first = criterion.proxies.detach().clone()
    for epoch in range(15):
        net.train()
        total = 0.0
        for idx in torch.randperm(len(y_tr)).split(64):
            net.zero_grad()
            criterion.zero_grad()
            loss = criterion(net(X_tr[idx]), y_tr[idx])
            loss.backward()
            opt.step()
            total += loss.item() * len(idx)
        if epoch % 3 == 2:
            print(f"epoch {epoch + 1} loss {total / len(y_tr):.4f}")
    net.eval()
    with torch.no_grad():
        acc = (criterion.similarity(net(X_te)).argmax(1) == y_te).float().mean().item()
        moved = (criterion.proxies - first).norm().item()
    print(f"test accuracy {acc:.4f}, the proxies moved by {moved:.4f}")


if __name__ == "__main__":
    main()
