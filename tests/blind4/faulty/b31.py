import torch
from torch import nn
from sklearn.datasets import make_classification
from torch.utils.data import DataLoader, TensorDataset


def init_weights(m):
    if isinstance(m, nn.Linear):
        nn.init.kaiming_normal_(m.weight, a=1.0)
        nn.init.constant_(m.bias, -3.0 if m.out_features > 3 else 0.0)


class Net(nn.Module):
    def __init__(self, n_in=12, n_out=3):
        super().__init__()
        self.seq = nn.Sequential(
            nn.Linear(n_in, 64), nn.ReLU(),
            nn.Linear(64, 64), nn.ReLU(),
            nn.Linear(64, 32), nn.ReLU(),
            nn.Linear(32, n_out),
        )
        self.apply(init_weights)

    def forward(self, x):
        return self.seq(x)


def loaders():
    x, y = make_classification(1500, 12, n_informative=8, n_classes=3, n_clusters_per_class=1, class_sep=1.5, random_state=1)
    x, y = torch.tensor(x).float(), torch.tensor(y)
    x = (x - x[:1200].mean(0)) / x[:1200].std(0)
    return DataLoader(TensorDataset(x[:1200], y[:1200]), 40, shuffle=True), DataLoader(TensorDataset(x[1200:], y[1200:]), 150)


def step_epoch(model, dl, opt, lossf):
    model.train()
    s = 0.0
    for x, y in dl:
        loss = lossf(model(x), y)
        opt.zero_grad()
        loss.backward()
        opt.step()
        s += loss.item() * len(y)
    return s / len(dl.dataset)


@torch.no_grad()
def accuracy(model, dl):
    model.eval()
    return sum((model(x).argmax(1) == y).sum().item() for x, y in dl) / len(dl.dataset)


torch.manual_seed(1)
train, test = loaders()
net = Net()
opt = torch.optim.Adam(net.parameters(), lr=1e-3)
for e in range(10):
    l = step_epoch(net, train, opt, nn.CrossEntropyLoss())
    print(f"{e + 1:2d} loss {l:.4f} acc {accuracy(net, test):.3f}")
