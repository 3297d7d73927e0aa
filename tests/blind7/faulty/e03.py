import argparse
import numpy as np
import torch
from torch import nn, optim
from torch.utils.data import TensorDataset, DataLoader


def parse():
    ap = argparse.ArgumentParser()
    ap.add_argument("--epochs", type=int, default=20)
    ap.add_argument("--lr", type=float, default=5e-3)
    ap.add_argument("--width", type=int, default=32)
    return ap.parse_args([])


def spirals(n, rng):
    t = np.sqrt(rng.random(n)) * 3 * np.pi
    lab = rng.integers(0, 2, n)
    r = t + np.pi
    xy = np.stack([np.cos(t + lab * np.pi) * r, np.sin(t + lab * np.pi) * r], 1) / 12.0
    xy += rng.normal(0, 0.02, xy.shape)
    return torch.tensor(xy, dtype=torch.float32), torch.tensor(lab, dtype=torch.long)


def run(args):
    torch.manual_seed(1)
    rng = np.random.default_rng(1)
    train = TensorDataset(*spirals(1200, rng))
    held_x, held_y = spirals(400, rng)
    dl = DataLoader(train, batch_size=48, shuffle=True)
    w = args.width
    net = nn.Sequential(nn.Linear(2, w), nn.ReLU(), nn.Linear(w, w), nn.ReLU(), nn.Linear(w, 2))
    opti = optim.AdamW(net.parameters(), lr=args.lr)
    ce = nn.CrossEntropyLoss()
    for e in range(args.epochs):
        acc_loss, n = 0.0, 0
        for pts, cls in dl:
            opti.zero_grad()
            scores = net(pts)
            loss = ce(scores, cls)
            opti.step()
            loss.backward()
            acc_loss += float(loss) * len(pts)
            n += len(pts)
        print(f"epoch {e + 1}/{args.epochs}: {acc_loss / n:.3f}")
    with torch.no_grad():
        ok = (net(held_x).argmax(dim=1) == held_y).float().mean()
    print(f"held-out {ok:.3f}")


if __name__ == "__main__":
    run(parse())
