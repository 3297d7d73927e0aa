import torch
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch import nn

torch.manual_seed(0)
features, labels = load_digits(return_X_y=True)
xa, xb, ya, yb = (torch.tensor(part) for part in train_test_split(features / 16, labels, random_state=0))
xa, xb = xa.float(), xb.float()


class Embedding(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(64, 64), nn.ReLU())
        self.head = nn.Linear(64, 16)

    def forward(self, x):
        return nn.functional.normalize(self.head(self.body(x)), dim=1)


net = Embedding()
criterion = nn.TripletMarginLoss(margin=0.2)
optimizer = torch.optim.Adam(net.parameters(), lr=2e-3)
net.head = nn.Linear(64, 32)
for epoch in range(6):
    net.train()
    for rows in torch.randperm(len(xa)).split(128):
        out, y = net(xa[rows]), ya[rows]
        with torch.no_grad():
            apart = torch.cdist(out, out)
            same = y[:, None] == y[None]
            positive = torch.where(same, apart, -1.0).argmax(1)
            far = apart[torch.arange(len(y)), positive]
            open_ = ~same & (apart > far[:, None] - 0.2)
            negative = torch.where(open_, apart, 9.0).argmin(1)
        loss = criterion(out, out[positive], out[negative])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    net.eval()
    with torch.no_grad():
        near = torch.cdist(net(xb), net(xa)).argmin(1)
        right = (ya[near] == yb).float().mean().item()
print(loss.item(), right)
