import torch
import torch.nn as nn
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split


class Small(nn.Module):
    def __init__(self, k):
        super().__init__()
        self.features = nn.Sequential(nn.Conv2d(1, 12, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten())
        self.fc = nn.Linear(192, k)

    def forward(self, x):
        return self.fc(self.features(x))


def train(net, x, y, epochs, lr):
    opt = torch.optim.Adam((p for p in net.parameters() if p.requires_grad), lr=lr)
    for _ in range(epochs):
        for i in torch.randperm(len(x)).split(64):
            opt.zero_grad()
            nn.functional.cross_entropy(net(x[i]), y[i]).backward()
            opt.step()


torch.manual_seed(10)
d = load_digits()
x = torch.tensor(d.images, dtype=torch.float32)[:, None] / 16
y = torch.tensor(d.target)
a, b = train_test_split(range(len(y)), test_size=0.25, random_state=10)
net = Small(10)
train(net, x[a], y[a], 8, 2e-3)
for p in net.features.parameters():
    p.requires_grad = False
net.fc = nn.Linear(net.fc.in_features, 2)
is_round = torch.isin(y, torch.tensor([0, 6, 8, 9])).long()
train(net, x[a], is_round[a], 10, 3e-3)
with torch.no_grad():
    print("round or not", (net(x[b]).argmax(1) == is_round[b]).float().mean().item())
