"""Classify human poses from 17 2-D key points."""
import argparse
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset, random_split


def synth(n=900, classes=6, seed=0):
    g = torch.Generator().manual_seed(seed)
    proto = torch.randn(classes, 17, 2, generator=g)
    y = torch.randint(0, classes, (n,), generator=g)
    x = proto[y] + 0.7 * torch.randn(n, 17, 2, generator=g)
    return x, y


class PoseNet(nn.Module):
    def __init__(self, classes):
        super().__init__()
        self.point = nn.Sequential(nn.Linear(2, 16), nn.ReLU())
        self.mix = nn.Linear(17 * 16, 64)
        self.cls = nn.Linear(64, classes)
        self.drop = nn.Dropout(0.2)

    def forward(self, kp):
        h = self.point(kp)
        h = h.reshape(h.size(0), -1)
        h = self.drop(F.relu(self.mix(h)))
        return F.log_softmax(self.cls(h), dim=0)


def train(model, loader, opt):
    model.train()
    seen, total = 0, 0.0
    for x, y in loader:
        logp = model(x)
        loss = F.nll_loss(logp, y)
        opt.zero_grad()
        loss.backward()
        opt.step()
        total += loss.item() * y.size(0)
        seen += y.size(0)
    return total / seen


def test(model, loader):
    model.eval()
    good, seen = 0, 0
    with torch.no_grad():
        for x, y in loader:
            good += (model(x).argmax(dim=1) == y).sum().item()
            seen += y.size(0)
    return good / seen


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument('--epochs', type=int, default=5)
    ap.add_argument('--lr', type=float, default=1e-3)
    args = ap.parse_args()
    torch.manual_seed(0)
    x, y = synth()
    train_ds, val_ds = random_split(TensorDataset(x, y), [700, 200])
    model = PoseNet(6)
    opt = torch.optim.Adam(model.parameters(), lr=args.lr)
    tl, vl = DataLoader(train_ds, 32, shuffle=True), DataLoader(val_ds, 64)
    for e in range(args.epochs):
        print(e, round(train(model, tl, opt), 3), round(test(model, vl), 3))


if __name__ == '__main__':
    main()
