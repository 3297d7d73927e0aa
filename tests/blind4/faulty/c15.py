import numpy as np
import torch
from torch import nn, optim
from torch.utils.data import DataLoader, Dataset


class Flags(Dataset):
    """RGB flags with stripes: horizontal or vertical, three colours."""

    def __init__(self, n, size=24, seed=0):
        rng = np.random.default_rng(seed)
        self.labels = rng.integers(0, 2, n)
        self.images = np.empty((n, size, size, 3), dtype=np.uint8)
        for i, vertical in enumerate(self.labels):
            colours = rng.integers(0, 256, (3, 3))
            stripes = np.repeat(colours, size // 3, axis=0)[:, None, :].repeat(size, axis=1)
            self.images[i] = stripes.transpose(1, 0, 2) if vertical else stripes

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, i):
        img = self.images[i].astype("float32") / 255.0
        img += np.random.normal(0, 0.05, img.shape).astype("float32")
        return torch.from_numpy(img), int(self.labels[i])


class FlagNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.c1 = nn.Conv2d(3, 12, 3, padding=1)
        self.c2 = nn.Conv2d(12, 12, 3, padding=1)
        self.pool = nn.MaxPool2d(4)
        self.fc = nn.Linear(12 * 6 * 6, 2)

    def forward(self, x):
        x = self.pool(torch.relu(self.c2(torch.relu(self.c1(x)))))
        return self.fc(x.flatten(1))


if __name__ == "__main__":
    np.random.seed(0)
    torch.manual_seed(0)
    train = DataLoader(Flags(600, seed=1), batch_size=30, shuffle=True)
    net = FlagNet()
    opt = optim.Adam(net.parameters(), lr=1e-3)
    crit = nn.CrossEntropyLoss()
    for epoch in range(3):
        net.train()
        s = 0.0
        for img, lab in train:
            opt.zero_grad()
            out = net(img)
            loss = crit(out, lab)
            loss.backward()
            opt.step()
            s += loss.item() * len(lab)
        print(epoch, s / 600)
