import time

import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader
from torchvision.datasets import SVHN
from torchvision.transforms import Compose, Normalize, ToTensor

device = torch.device('cuda' if torch.cuda.is_available() else 'cpu')
torch.manual_seed(2024)

tfm = Compose([ToTensor(), Normalize((0.44, 0.44, 0.47), (0.2, 0.2, 0.2))])
train_dl = DataLoader(SVHN('data', 'train', tfm, download=True), batch_size=128, shuffle=True)
valid_dl = DataLoader(SVHN('data', 'extra', tfm, download=True), batch_size=512)


class Net(nn.Module):
    def __init__(self, width=32, p=0.4):
        super().__init__()
        self.conv1 = nn.Conv2d(3, width, 3, padding=1)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width * 2, 3, padding=1)
        self.bn2 = nn.BatchNorm2d(width * 2)
        self.drop = nn.Dropout(p)
        self.fc1 = nn.Linear(width * 2 * 8 * 8, 256)
        self.fc2 = nn.Linear(256, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.bn1(self.conv1(x))), 2)
        x = F.max_pool2d(F.relu(self.bn2(self.conv2(x))), 2)
        x = torch.flatten(x, 1)
        x = self.drop(F.relu(self.fc1(x)))
        return self.fc2(x)


def validate(net):
    net.eval()
    good = n = 0
    with torch.no_grad():
        for x, y in valid_dl:
            good += (net(x.to(device)).argmax(dim=1).cpu() == y).sum().item()
            n += y.numel()
    return good / n


net = Net().to(device)
opt = torch.optim.Adam(net.parameters(), lr=1e-3)
loss_fn = nn.CrossEntropyLoss()

net.train()
for epoch in range(12):
    t0 = time.time()
    total, seen = 0.0, 0
    for x, y in train_dl:
        x, y = x.to(device), y.to(device)
        opt.zero_grad()
        loss = loss_fn(net(x), y)
        loss.backward()
        opt.step()
        total += loss.item() * y.size(0)
        seen += y.size(0)
    print(f'{epoch:2d} loss={total / seen:.4f} val={validate(net):.4f} ({time.time() - t0:.0f}s)')
