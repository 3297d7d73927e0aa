import torch
import torch.nn as nn
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split


class Body(nn.Module):
    def __init__(self):
        super().__init__()
        self.f = nn.Sequential(
            nn.Conv2d(1, 16, 3, padding=1), nn.BatchNorm2d(16), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(16, 32, 3, padding=1), nn.BatchNorm2d(32), nn.ReLU(), nn.Flatten())

    def forward(self, x):
        return self.f(x)


class Transfer(nn.Module):
    def __init__(self, body, k):
        super().__init__()
        self.body = body
        for p in self.body.parameters():
            p.requires_grad_(False)
        self.head = nn.Linear(512, k)

    def train(self, mode=True):
        super().train(mode)
        self.body.eval()
        return self

    def forward(self, x):
        return self.head(self.body(x))


def loop(net, params, x, y, epochs, lr):
    opt = torch.optim.Adam(params, lr=lr)
    for _ in range(epochs):
        net.train()
        for idx in torch.randperm(len(x)).split(50):
            if len(idx) == 1:
                continue
            loss = nn.functional.cross_entropy(net(x[idx]), y[idx])
            opt.zero_grad()
            loss.backward()
            opt.step()
    print("last batch loss", loss.item())


torch.manual_seed(2)
d = load_digits()
x = torch.tensor(d.images, dtype=torch.float32).unsqueeze(1) / 16
y = torch.tensor(d.target)
a, b = train_test_split(range(len(y)), test_size=0.25, random_state=2, stratify=d.target)
xa, ya, xb, yb = x[a], y[a], x[b], y[b]
body = Body()
low = ya < 5
pre = nn.Sequential(body, nn.Linear(512, 5))
loop(pre, pre.parameters(), xa[low], ya[low], 5, 2e-3)
net = Transfer(body, 5)
loop(net, net.head.parameters(), xa[~low], ya[~low] - 5, 20, 3e-3)
net.eval()
high = yb >= 5
with torch.no_grad():
    print("new task acc", (net(xb[high]).argmax(1) == yb[high] - 5).float().mean().item())
