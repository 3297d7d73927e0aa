import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split


def match(x, channels):
    """Bring the skip path to the wanted number of channels."""
    if x.size(1) == channels:
        return x
    return nn.Conv2d(x.size(1), channels, kernel_size=1).to(x.device)(x)


class ResBlock(nn.Module):
    def __init__(self, c_in, c_out):
        super().__init__()
        self.conv1 = nn.Conv2d(c_in, c_out, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(c_out)
        self.conv2 = nn.Conv2d(c_out, c_out, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(c_out)

    def forward(self, x):
        h = F.relu(self.bn1(self.conv1(x)))
        h = self.bn2(self.conv2(h))
        return F.relu(h + match(x, h.size(1)))


class ResNet8(nn.Module):
    def __init__(self, widths=(8, 16, 32), num_classes=10):
        super().__init__()
        self.stem = nn.Conv2d(1, widths[0], 3, padding=1)
        blocks, c = [], widths[0]
        for w in widths:
            blocks.append(ResBlock(c, w))
            c = w
        self.blocks = nn.ModuleList(blocks)
        self.fc = nn.Linear(c, num_classes)

    def forward(self, x):
        x = self.stem(x)
        for i, b in enumerate(self.blocks):
            x = b(x)
            if i < 2:
                x = F.max_pool2d(x, 2)
        return self.fc(x.mean((2, 3)))


def test(model, loader):
    model.eval()
    ok = 0
    with torch.no_grad():
        for x, y in loader:
            ok += (model(x).argmax(1) == y).sum().item()
    return ok / len(loader.dataset)


def main():
    torch.manual_seed(0)
    d = load_digits()
    X = torch.tensor(d.images, dtype=torch.float32).unsqueeze(1) / 16
    y = torch.tensor(d.target)
    tr, te = train_test_split(torch.arange(len(y)), test_size=0.2, random_state=0, stratify=d.target)
    train_dl = DataLoader(TensorDataset(X[tr], y[tr]), batch_size=64, shuffle=True)
    test_dl = DataLoader(TensorDataset(X[te], y[te]), batch_size=200)
    model = ResNet8()
    opt = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9, weight_decay=1e-4)
    sched = torch.optim.lr_scheduler.OneCycleLR(opt, max_lr=0.1, total_steps=6 * len(train_dl))
    for epoch in range(6):
        model.train()
        for x, yb in train_dl:
            loss = F.cross_entropy(model(x), yb)
            opt.zero_grad()
            loss.backward()
            opt.step()
            sched.step()
        print(epoch, f'{loss.item():.3f}')
    print('test', test(model, test_dl), 'again', test(model, test_dl))


if __name__ == '__main__':
    main()
