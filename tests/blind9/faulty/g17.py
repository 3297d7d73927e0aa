import numpy as np
import torch
from torch import nn
from torch.utils.data import Dataset, DataLoader

SIZE = 16


def stripes(n, rng):
    """Grey pictures of stripes in four directions, uint8 like a camera's."""
    yy, xx = np.mgrid[:SIZE, :SIZE]
    angle = rng.integers(0, 4, n)
    out = np.empty((n, SIZE, SIZE), dtype=np.uint8)
    for i, a in enumerate(angle):
        theta = a * np.pi / 4 + rng.normal(0, 0.08)
        phase = rng.uniform(0, 2 * np.pi)
        wave = np.sin((xx * np.cos(theta) + yy * np.sin(theta)) * 1.1 + phase)
        grey = 128 + 50 * wave + rng.normal(0, 25, (SIZE, SIZE))
        out[i] = grey.clip(0, 255)
    return out, angle


def to_float(picture):
    return torch.as_tensor(picture).float().div(255)


class Pictures(Dataset):
    def __init__(self, pictures, labels):
        self.items = [(to_float(p[None]), int(k)) for p, k in zip(pictures, labels)]

    def __len__(self):
        return len(self.items)

    def __getitem__(self, i):
        return self.items[i]


def collate(batch):
    xs, ys = zip(*batch)
    return to_float(torch.stack(xs)), torch.tensor(ys)


def loop(net, loader, opt=None):
    net.train(opt is not None)
    total = right = n = 0
    with torch.set_grad_enabled(opt is not None):
        for x, y in loader:
            out = net(x)
            loss = nn.functional.cross_entropy(out, y)
            if opt is not None:
                opt.zero_grad()
                loss.backward()
                opt.step()
            total += loss.item() * len(y)
            right += (out.argmax(1) == y).sum().item()
            n += len(y)
    return total / n, right / n


if __name__ == "__main__":
    torch.manual_seed(4)
    rng = np.random.default_rng(4)
    train = DataLoader(Pictures(*stripes(1000, rng)), 40, shuffle=True, collate_fn=collate)
    test = DataLoader(Pictures(*stripes(400, rng)), 200, collate_fn=collate)
    net = nn.Sequential(
        nn.Conv2d(1, 8, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(8, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(256, 4),
    )
    opt = torch.optim.SGD(net.parameters(), lr=0.05, momentum=0.9)
    for epoch in range(8):
        tr = loop(net, train, opt)
        te = loop(net, test)
        print(f"epoch {epoch + 1} train {tr[0]:.3f}/{tr[1]:.3f} test {te[0]:.3f}/{te[1]:.3f}")
