import os
import tempfile

import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

from store import Checkpoint


class Net(nn.Module):
    def __init__(self, n_out):
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 32), nn.ReLU())
        self.head = nn.Linear(32, n_out)

    def forward(self, x):
        return self.head(self.encoder(x))


def fit(net, train, val, ckpt, epochs, lr):
    opt = torch.optim.Adam(net.parameters(), lr=lr)
    for epoch in range(epochs):
        net.train()
        for idx in torch.randperm(len(train[1])).split(32):
            opt.zero_grad()
            F.cross_entropy(net(train[0][idx]), train[1][idx]).backward()
            opt.step()
        net.eval()
        with torch.no_grad():
            v = F.cross_entropy(net(val[0]), val[1]).item()
        ckpt.maybe_save(v, net)
    net.load_state_dict(ckpt.read())
    return net.eval()


def main():
    torch.manual_seed(0)
    X, y = load_digits(return_X_y=True)
    X, y = torch.tensor(X / 16, dtype=torch.float32), torch.tensor(y)
    rows, test = train_test_split(torch.arange(len(y)).numpy(), test_size=0.25, random_state=0, stratify=y.numpy())
    tr, va = train_test_split(rows, test_size=0.25, random_state=0, stratify=y[rows].numpy())
    with tempfile.TemporaryDirectory() as folder:
        parity = (y % 2).long()
        first = fit(Net(2), (X[tr], parity[tr]), (X[va], parity[va]), Checkpoint(os.path.join(folder, "parity.pt")), 12, 2e-3)
        with torch.no_grad():
            print("parity, validation", (first(X[va]).argmax(1) == parity[va]).float().mean().item())
        # carry the encoder over, the head is new
        second = Net(10)
        state = {k: v for k, v in first.state_dict().items() if k.startswith("encoder.")}
        missing, unexpected = second.load_state_dict(state, strict=False)
        assert set(missing) == {"head.weight", "head.bias"} and not unexpected
        second = fit(second, (X[tr], y[tr]), (X[va], y[va]), Checkpoint(os.path.join(folder, "digits.pt")), 12, 2e-3)
    with torch.no_grad():
        print("digits, test", (second(X[test]).argmax(1) == y[test]).float().mean().item())


if __name__ == "__main__":
    main()
