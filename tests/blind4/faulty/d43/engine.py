import torch
from torch import nn

ACCUMULATE = 32


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 16, 3, padding=1)
        self.fc = nn.Linear(16 * 16, 10)

    def forward(self, x):
        x = nn.functional.max_pool2d(torch.relu(self.conv(x)), 2)
        return self.fc(x.flatten(1))


def train_epoch(net, loader, opt, ce):
    net.train()
    opt.zero_grad()
    total = 0.0
    for i, (x, y) in enumerate(loader):
        loss = ce(net(x), y)
        (loss / ACCUMULATE).backward()
        total += loss.item() * len(y)
        if (i + 1) % ACCUMULATE == 0:
            opt.step()
            opt.zero_grad()
    return total / len(loader.dataset)
