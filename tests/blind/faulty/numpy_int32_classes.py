import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import load_digits


class NumpyLoader:
    """A hand-made loader, as in the numpy-only assignment."""

    def __init__(self, x, y, batch_size, shuffle=True, seed=0):
        self.x = x.astype(np.float32)
        self.y = y.astype(np.int32)
        self.batch_size = batch_size
        self.shuffle = shuffle
        self.rng = np.random.default_rng(seed)

    def __len__(self):
        return int(np.ceil(len(self.x) / self.batch_size))

    def __iter__(self):
        order = np.arange(len(self.x))
        if self.shuffle:
            self.rng.shuffle(order)
        for k in range(len(self)):
            idx = order[k * self.batch_size:(k + 1) * self.batch_size]
            yield torch.from_numpy(self.x[idx]), torch.from_numpy(self.y[idx])


class TwoLayerNet(nn.Module):
    def __init__(self, n_in=64, n_hidden=50, n_out=10):
        super().__init__()
        self.affine1 = nn.Linear(n_in, n_hidden)
        self.affine2 = nn.Linear(n_hidden, n_out)

    def forward(self, x):
        return self.affine2(F.relu(self.affine1(x)))


def main():
    torch.manual_seed(0)
    digits = load_digits()
    x, y = digits.data / 16.0, digits.target
    train_loader = NumpyLoader(x[:1400], y[:1400], 50)
    test_loader = NumpyLoader(x[1400:], y[1400:], 397, shuffle=False)
    net = TwoLayerNet()
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    for epoch in range(3):
        net.train()
        total = 0.0
        for xb, yb in train_loader:
            optimizer.zero_grad()
            loss = F.cross_entropy(net(xb), yb)
            loss.backward()
            optimizer.step()
            total += loss.item()
        net.eval()
        with torch.no_grad():
            acc = sum((net(a).argmax(1) == b).sum().item() for a, b in test_loader) / 397
        print(f"epoch {epoch} loss {total / len(train_loader):.4f} acc {acc:.4f}")


if __name__ == "__main__":
    main()
