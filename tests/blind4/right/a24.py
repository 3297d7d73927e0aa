import copy

import torch
from sklearn.datasets import make_classification
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class EMA:
    def __init__(self, model, decay=0.98):
        self.decay = decay
        self.shadow = copy.deepcopy(model).eval()
        for p in self.shadow.parameters():
            p.requires_grad_(False)

    @torch.no_grad()
    def update(self, model):
        for s, p in zip(self.shadow.parameters(), model.parameters()):
            s.mul_(self.decay).add_(p.detach(), alpha=1 - self.decay)
        for s, b in zip(self.shadow.buffers(), model.buffers()):
            s.copy_(b)


def data():
    x, y = make_classification(2400, 20, n_informative=9, n_redundant=4, n_classes=4, random_state=31)
    x = torch.tensor(x, dtype=torch.float32)
    x = (x - x[:1800].mean(0)) / x[:1800].std(0)
    y = torch.tensor(y)
    return DataLoader(TensorDataset(x[:1800], y[:1800]), 60, shuffle=True), x[1800:], y[1800:]


@torch.no_grad()
def accuracy(model, x, y):
    was = model.training
    model.eval()
    a = (model(x).argmax(1) == y).float().mean().item()
    model.train(was)
    return a


torch.manual_seed(31)
loader, xt, yt = data()
net = nn.Sequential(nn.Linear(20, 64), nn.BatchNorm1d(64), nn.ReLU(), nn.Dropout(0.2), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 4))
ema = EMA(net)
opt = torch.optim.SGD(net.parameters(), lr=0.05, momentum=0.9)
ce = nn.CrossEntropyLoss()
net.train()
for epoch in range(15):
    for xb, yb in loader:
        opt.zero_grad()
        ce(net(xb), yb).backward()
        opt.step()
        ema.update(net)
    if epoch % 5 == 4:
        print(f"epoch {epoch + 1}: raw {accuracy(net, xt, yt):.3f}  ema {accuracy(ema.shadow, xt, yt):.3f}")
