import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

import config as C
from network import ShapeNet


def pictures(n, seed):
    """Filled square, hollow square or cross on noise."""
    g = torch.Generator().manual_seed(seed)
    y = torch.randint(0, 3, (n,), generator=g)
    x = 0.2 * torch.randn(n, 1, C.IMAGE_SIZE, C.IMAGE_SIZE, generator=g)
    pos = torch.randint(0, 6, (n, 2), generator=g)
    full = torch.ones(6, 6)
    hollow = full.clone()
    hollow[1:5, 1:5] = 0
    cross = torch.zeros(6, 6)
    cross[2:4], cross[:, 2:4] = 1, 1
    stamp = torch.stack([full, hollow, cross])
    for i in range(n):
        r, c = pos[i].tolist()
        x[i, 0, r:r + 6, c:c + 6] += stamp[y[i]]
    return TensorDataset(x, y)


def main():
    torch.manual_seed(0)
    train = DataLoader(pictures(800, 1), C.BATCH, shuffle=True)
    test = DataLoader(pictures(200, 2), 100)
    net = ShapeNet()
    opt = torch.optim.Adam(net.parameters(), lr=C.LR)
    ce = nn.CrossEntropyLoss()
    for epoch in range(C.EPOCHS):
        net.train()
        for x, y in train:
            opt.zero_grad()
            loss = ce(net(x), y)
            loss.backward()
            opt.step()
        net.eval()
        with torch.no_grad():
            hits = sum((net(x).argmax(1) == y).sum().item() for x, y in test)
        print(epoch + 1, loss.item(), hits / 200)


if __name__ == "__main__":
    main()
