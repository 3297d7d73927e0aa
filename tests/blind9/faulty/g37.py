"""Pre-train on five easy digits, then move to the other five."""
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split


class Learner:
    def __init__(self, net, lr=5e-3):
        self.net = net
        self.opt = torch.optim.Adam(net.parameters(), lr=lr)
        self.loss = nn.CrossEntropyLoss()

    def new_task(self, n_classes):
        self.net.head = nn.Linear(self.net.head.in_features, n_classes)
        return self

    def epoch(self, loader):
        self.net.train()
        total = 0.0
        for x, y in loader:
            self.opt.zero_grad()
            loss = self.loss(self.net(x), y)
            loss.backward()
            self.opt.step()
            total += loss.item() * len(y)
        return total / len(loader.dataset)

    def accuracy(self, part):
        self.net.eval()
        x, y = part.tensors
        with torch.no_grad():
            return (self.net(x).argmax(1) == y).float().mean().item()


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.trunk = nn.Sequential(nn.Linear(64, 64), nn.ReLU())
        self.head = nn.Linear(64, 5)

    def forward(self, x):
        return self.head(self.trunk(x))


def task(digits):
    X, y = load_digits(return_X_y=True)
    keep = (y >= digits.start) & (y < digits.stop)
    a, b, c, d = train_test_split(X[keep] / 16, y[keep] - digits.start, test_size=0.25, random_state=0, stratify=y[keep])
    pack = lambda u, v: TensorDataset(torch.tensor(u, dtype=torch.float32), torch.tensor(v))
    return pack(a, c), pack(b, d)


if __name__ == "__main__":
    torch.manual_seed(16)
    learner = Learner(Net())
    for name, digits in {"low": range(0, 5), "high": range(5, 10)}.items():
        if name == "high":
            learner.new_task(len(digits))
            for p in learner.net.trunk.parameters():
                p.requires_grad_(False)
        train, test = task(digits)
        loader = DataLoader(train, batch_size=32, shuffle=True)
        for epoch in range(20):
            loss = learner.epoch(loader)
            if epoch % 5 == 4:
                print(f"{name} epoch {epoch + 1}: loss {loss:.4f} test accuracy {learner.accuracy(test):.4f}")
