import argparse
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset

parser = argparse.ArgumentParser(description="xor with noise")
parser.add_argument("--hidden", default=16, type=int)
parser.add_argument("--epochs", default=25, type=int)
parser.add_argument("--seed", default=0, type=int)
opts = parser.parse_args([])

torch.manual_seed(opts.seed)


def xor(n):
    bits = torch.randint(0, 2, (n, 2))
    label = bits[:, 0] ^ bits[:, 1]
    return bits.float() * 2 - 1 + 0.3 * torch.randn(n, 2), label.float()


train_loader = DataLoader(TensorDataset(*xor(1000)), batch_size=50, shuffle=True)
test_loader = DataLoader(TensorDataset(*xor(300)), batch_size=100)

net = nn.Sequential(nn.Linear(2, opts.hidden), nn.Tanh(), nn.Linear(opts.hidden, 1))
bce = nn.BCEWithLogitsLoss()
optim = torch.optim.Adam(net.parameters(), lr=0.01)

for epoch in range(opts.epochs):
    for pts, lab in train_loader:
        optim.zero_grad()
        loss = bce(net(pts), lab.unsqueeze(1))
        loss.backward()
        optim.step()


def evaluate(model, loader):
    hits = 0
    with torch.no_grad():
        for pts, lab in loader:
            yes = (torch.sigmoid(model(pts)) > 0.5).float()
            hits += (yes == lab).sum().item()
    return 100.0 * hits / len(loader.dataset)


print(f"Accuracy: {evaluate(net, test_loader):.1f}%")
