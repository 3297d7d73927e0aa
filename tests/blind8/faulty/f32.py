import numpy as np
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset


def draw(n, seed, size=16):
    """RGB pictures (N, H, W, 3), uint8: class = place of a coloured square."""
    rng = np.random.default_rng(seed)
    imgs = rng.integers(0, 110, size=(n, size, size, 3), dtype=np.uint8)
    labels = rng.integers(0, 4, size=n)
    for i, k in enumerate(labels):
        r, c = divmod(int(k), 2)
        dy, dx = rng.integers(0, 4, 2)
        imgs[i, r * 8 + dy:r * 8 + dy + 4, c * 8 + dx:c * 8 + dx + 4, rng.integers(0, 3)] = 230
    return imgs, labels.astype(np.int64)


def to_chw(img):
    h, w, c = img.shape
    return img.reshape(c, h, w)


class Pictures(Dataset):
    def __init__(self, imgs, labels, mean=None, std=None, train=False):
        self.imgs, self.labels, self.train = imgs, labels, train
        self.mean = mean if mean is not None else imgs.mean((0, 1, 2)) / 255
        self.std = std if std is not None else imgs.std((0, 1, 2)) / 255

    def __len__(self):
        return len(self.imgs)

    def __getitem__(self, i):
        img = (self.imgs[i] / 255.0 - self.mean) / self.std
        x = torch.tensor(to_chw(img), dtype=torch.float32)
        if self.train:
            x = x + 0.05 * torch.randn_like(x)
        return x, int(self.labels[i])


class SmallVGG(nn.Module):
    def __init__(self, classes=4):
        super().__init__()
        self.features = self._make([16, 'M', 32, 'M'])
        self.classifier = nn.Sequential(nn.Flatten(), nn.Linear(32 * 4 * 4, 64), nn.ReLU(), nn.Dropout(0.3), nn.Linear(64, classes))

    def _make(self, plan, c=3):
        layers = []
        for v in plan:
            if v == 'M':
                layers.append(nn.MaxPool2d(2))
            else:
                layers += [nn.Conv2d(c, v, 3, padding=1), nn.BatchNorm2d(v), nn.ReLU(inplace=True)]
                c = v
        return nn.Sequential(*layers)

    def forward(self, x):
        return self.classifier(self.features(x))


def main():
    torch.manual_seed(0)
    xa, ya = draw(400, 0)
    xb, yb = draw(200, 1)
    train_ds = Pictures(xa, ya, train=True)
    val_ds = Pictures(xb, yb, train_ds.mean, train_ds.std)
    train_dl, val_dl = DataLoader(train_ds, 32, shuffle=True), DataLoader(val_ds, 100)
    model = SmallVGG()
    opt = torch.optim.Adam(model.parameters(), lr=1e-3)
    crit = nn.CrossEntropyLoss()
    for epoch in range(5):
        model.train()
        for x, y in train_dl:
            opt.zero_grad()
            loss = crit(model(x), y)
            loss.backward()
            opt.step()
        model.eval()
        with torch.no_grad():
            acc = sum((model(x).argmax(1) == y).sum().item() for x, y in val_dl) / len(val_ds)
        print(epoch, round(loss.item(), 4), acc)


if __name__ == '__main__':
    main()
