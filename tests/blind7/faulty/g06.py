import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split


def deep(n_in, width, depth, n_out):
    mods = [nn.Linear(n_in, width), nn.Sigmoid()]
    for _ in range(depth):
        mods += [nn.Linear(width, width), nn.Sigmoid()]
    mods.append(nn.Linear(width, n_out))
    return nn.Sequential(*mods)


class Runner:
    def __init__(self, net, lr):
        self.net = net
        self.opt = torch.optim.SGD(net.parameters(), lr=lr, momentum=0.9)
        self.ce = nn.CrossEntropyLoss()

    def epoch(self, dl):
        t = n = 0
        for x, y in dl:
            self.opt.zero_grad()
            loss = self.ce(self.net(x), y)
            loss.backward()
            self.opt.step()
            t += loss.item() * len(y)
            n += len(y)
        return t / n


torch.manual_seed(2)
X, y = load_digits(return_X_y=True)
X = torch.tensor((X - 5) / 6).float()
y = torch.tensor(y)
a, b = train_test_split(range(len(y)), test_size=0.2, random_state=2)
run = Runner(deep(64, 40, 8, 10), lr=0.05)
dl = DataLoader(TensorDataset(X[a], y[a]), batch_size=64, shuffle=True)
for e in range(15):
    print(e, run.epoch(dl))
print([f"{p.grad.norm():.1e}" for n, p in run.net.named_parameters() if n.endswith("weight")])
with torch.no_grad():
    print("acc", (run.net(X[b]).argmax(1) == y[b]).float().mean().item())
