import torch
from sklearn.datasets import load_digits
from torch import nn


class Small(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(nn.Conv2d(1, 12, 3), nn.ReLU(), nn.Conv2d(12, 24, 3), nn.ReLU())
        self.classify = nn.Linear(24 * 16, 10)
        for m in self.features:
            if isinstance(m, nn.Conv2d):
                nn.init.constant_(m.bias, -4.0)

    def forward(self, x):
        return self.classify(self.features(x).flatten(1))


torch.manual_seed(1)
raw = load_digits()
x, y = torch.tensor(raw.images / 16).float().unsqueeze(1), torch.tensor(raw.target)
model = Small()
opt = torch.optim.Adam(model.parameters(), lr=1e-3)
for epoch in range(4):
    for rows in torch.randperm(1500).split(60):
        loss = nn.functional.cross_entropy(model(x[rows]), y[rows])
        opt.zero_grad()
        loss.backward()
        opt.step()
    print(epoch, loss.item(), (model(x[1500:]).argmax(1) == y[1500:]).float().mean().item())
