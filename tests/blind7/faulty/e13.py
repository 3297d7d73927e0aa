import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset, random_split


def blobs(n=2400, size=12, seed=9):
    g = torch.Generator().manual_seed(seed)
    imgs = torch.randn(n, 1, size, size, generator=g) * 0.3
    y = torch.randint(0, 4, (n,), generator=g)
    for i, k in enumerate(y.tolist()):
        r, c = (k // 2) * 6, (k % 2) * 6
        imgs[i, 0, r:r + 6, c:c + 6] += 0.6
    return TensorDataset(imgs, y)


class ConvNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.c1 = nn.Conv2d(1, 8, 3, padding=1)
        self.bn = nn.BatchNorm2d(8)
        self.c2 = nn.Conv2d(8, 16, 3, padding=1)
        self.out = nn.Linear(16 * 3 * 3, 4)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.bn(self.c1(x))), 2)
        x = F.max_pool2d(F.relu(self.c2(x)), 2)
        return self.out(x.flatten(1))


def fit_epoch(net, dl, opt):
    net.train()
    for x, y in dl:
        opt.zero_grad()
        F.cross_entropy(net(x), y).backward()
        opt.step()


def validate(net, dl):
    net.eval()
    scores, labels = [], []
    for x, y in dl:
        scores.append(net(x))
        labels.append(y)
    scores, labels = torch.cat(scores), torch.cat(labels)
    return F.cross_entropy(scores, labels).item(), (scores.argmax(1) == labels).float().mean().item()


torch.manual_seed(9)
train, val = random_split(blobs(), [2000, 400])
train_dl = DataLoader(train, batch_size=100, shuffle=True)
val_dl = DataLoader(val, batch_size=200)
net = ConvNet()
opt = torch.optim.Adam(net.parameters(), lr=1e-3)
for epoch in range(4):
    fit_epoch(net, train_dl, opt)
    vl, va = validate(net, val_dl)
    print(f"epoch {epoch}  val loss {vl:.3f} acc {va:.3f}")
