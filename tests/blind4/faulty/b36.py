import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset
from sklearn.datasets import load_digits


class ToFloat:
    """uint8 picture (H, W) -> float tensor (1, H, W) in [0, 1]."""

    def __call__(self, img):
        return torch.from_numpy(img.astype(np.float32) / 255.0).unsqueeze(0)


class Pictures(Dataset):
    def __init__(self, images, labels, transform):
        self.images, self.labels, self.transform = images, labels, transform

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, i):
        return self.transform(self.images[i]), int(self.labels[i])


def model():
    return nn.Sequential(
        nn.Conv2d(1, 8, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(8 * 16, 32), nn.ReLU(), nn.Linear(32, 10),
    )


def to_input(x):
    return x / 255.0


def loop(net, dl, opt=None):
    net.train(opt is not None)
    lossf, s, hits = nn.CrossEntropyLoss(), 0.0, 0
    with torch.set_grad_enabled(opt is not None):
        for x, y in dl:
            out = net(to_input(x))
            loss = lossf(out, y)
            if opt:
                opt.zero_grad()
                loss.backward()
                opt.step()
            s += loss.item() * len(y)
            hits += (out.argmax(1) == y).sum().item()
    return s / len(dl.dataset), hits / len(dl.dataset)


torch.manual_seed(0)
d = load_digits()
imgs = (d.images * 255 / 16).round().astype(np.uint8)
perm = np.random.default_rng(0).permutation(len(imgs))
tr, te = perm[:1400], perm[1400:]
train_dl = DataLoader(Pictures(imgs[tr], d.target[tr], ToFloat()), batch_size=50, shuffle=True)
test_dl = DataLoader(Pictures(imgs[te], d.target[te], ToFloat()), batch_size=100)
net = model()
opt = torch.optim.SGD(net.parameters(), lr=0.05, momentum=0.9)
for epoch in range(6):
    a = loop(net, train_dl, opt)
    b = loop(net, test_dl)
    print(f"epoch {epoch + 1} train {a[0]:.4f} test {b[0]:.4f} acc {b[1]:.3f}")
