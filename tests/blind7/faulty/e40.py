import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split


class Shortcut(nn.Module):
    def forward(self, x, width):
        if x.size(1) == width:
            return x
        return nn.Conv2d(x.size(1), width, kernel_size=1)(x)


class ResidualBlock(nn.Module):
    def __init__(self, cin, cout):
        super().__init__()
        self.conv1 = nn.Conv2d(cin, cout, 3, padding=1)
        self.conv2 = nn.Conv2d(cout, cout, 3, padding=1)
        self.shortcut = Shortcut()

    def forward(self, x):
        y = self.conv2(F.relu(self.conv1(x)))
        return F.relu(y + self.shortcut(x, y.size(1)))


class TinyResNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.stage1 = ResidualBlock(1, 8)
        self.stage2 = ResidualBlock(8, 8)
        self.stage3 = ResidualBlock(8, 16)
        self.fc = nn.Linear(16, 10)

    def forward(self, x):
        x = F.max_pool2d(self.stage2(self.stage1(x)), 2)
        x = self.stage3(x)
        return self.fc(x.mean(dim=(2, 3)))


torch.manual_seed(44)
dg = load_digits()
x = torch.from_numpy(dg.images).float().unsqueeze(1) / 16
y = torch.from_numpy(dg.target)
a, b = train_test_split(torch.arange(len(y)), test_size=0.2, random_state=44)
train_dl = DataLoader(TensorDataset(x[a], y[a]), batch_size=64, shuffle=True)
model = TinyResNet()
optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
for epoch in range(6):
    model.train()
    run = 0.0
    for xb, yb in train_dl:
        optimizer.zero_grad()
        loss = F.cross_entropy(model(xb), yb)
        loss.backward()
        optimizer.step()
        run += loss.item() * len(yb)
    model.eval()
    with torch.no_grad():
        acc = (model(x[b]).argmax(1) == y[b]).float().mean()
    print(f"{epoch} {run / len(a):.3f} {acc:.3f}")
