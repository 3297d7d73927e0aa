import torch
import torch.nn as nn
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split


class LoRA(nn.Module):
    def __init__(self, base: nn.Linear, rank=4):
        super().__init__()
        self.base = base.requires_grad_(False)
        self.down = nn.Linear(base.in_features, rank, bias=False)
        self.up = nn.Linear(rank, base.out_features, bias=False)
        nn.init.zeros_(self.up.weight)

    def forward(self, x):
        return self.base(x) + self.up(self.down(x))


def train(net, x, y, epochs):
    opt = torch.optim.Adam([p for p in net.parameters() if p.requires_grad], lr=3e-3)
    for _ in range(epochs):
        for i in torch.randperm(len(x)).split(64):
            opt.zero_grad()
            nn.functional.cross_entropy(net(x[i]), y[i]).backward()
            opt.step()


torch.manual_seed(22)
X, y = load_digits(return_X_y=True)
X, y = torch.tensor(X / 16).float(), torch.tensor(y)
tr, te = train_test_split(range(len(y)), test_size=0.2, random_state=22)
net = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
train(net, X[tr], y[tr], 8)
rotated = X.view(-1, 8, 8).transpose(1, 2).flatten(1)
net[0], net[2] = LoRA(net[0]), LoRA(net[2])
train(net, rotated[tr], y[tr], 12)
with torch.no_grad():
    print("transposed digits", (net(rotated[te]).argmax(1) == y[te]).float().mean().item())
