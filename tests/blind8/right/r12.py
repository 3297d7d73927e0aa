from dataclasses import dataclass, asdict
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_iris
from sklearn.model_selection import train_test_split

REGISTRY = {
    'linear': lambda i, o: nn.Linear(i, o),
    'relu': lambda *_: nn.ReLU(inplace=True),
    'dropout': lambda p, *_: nn.Dropout(p),
    'log_softmax': lambda *_: nn.LogSoftmax(dim=-1),
}
ARCH = [('linear', 4, 32), ('relu',), ('dropout', 0.1), ('linear', 32, 3), ('log_softmax',)]


@dataclass
class Hyper:
    lr: float = 0.02
    epochs: int = 40
    batch_size: int = 16
    max_weight: float = 3.0


def build(arch):
    return nn.Sequential(*[REGISTRY[name](*args) for name, *args in arch])


def project(net, limit):
    with torch.no_grad():
        for m in net.modules():
            if isinstance(m, nn.Linear):
                m.weight.clamp_(-limit, limit)


def main():
    hp = Hyper()
    print(asdict(hp))
    torch.manual_seed(0)
    X, y = load_iris(return_X_y=True)
    xa, xb, ya, yb = train_test_split(X, y, test_size=0.3, random_state=2, stratify=y)
    mu, sd = xa.mean(0), xa.std(0)
    xa, xb = (torch.tensor((v - mu) / sd, dtype=torch.float32) for v in (xa, xb))
    ya, yb = torch.tensor(ya), torch.tensor(yb)
    net = build(ARCH)
    criterion = nn.NLLLoss()
    opt = torch.optim.SGD(net.parameters(), lr=hp.lr, momentum=0.9, nesterov=True)
    for epoch in range(hp.epochs):
        net.train()
        for xb_, yb_ in DataLoader(TensorDataset(xa, ya), hp.batch_size, shuffle=True):
            opt.zero_grad()
            loss = criterion(net(xb_), yb_)
            loss.backward()
            opt.step()
            project(net, hp.max_weight)
    net.eval()
    with torch.no_grad():
        log_p = net(xb)
    print('nll', criterion(log_p, yb).item(), 'acc', (log_p.argmax(-1) == yb).float().mean().item(), 'p', log_p[0].exp())


if __name__ == '__main__':
    main()
