import torch
from torch import nn
from torch.optim.lr_scheduler import ExponentialLR
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_diabetes
from sklearn.model_selection import train_test_split

HP = {'lr': 1e-3, 'gamma': 0.1, 'epochs': 25, 'batch_size': 16, 'hidden': 64}


def standardise(train, *others):
    m, s = train.mean(0), train.std(0)
    return [torch.tensor((v - m) / s, dtype=torch.float32) for v in (train, *others)]


def data():
    X, y = load_diabetes(return_X_y=True)
    Xa, Xb, ya, yb = train_test_split(X, y.reshape(-1, 1), test_size=0.25, random_state=0)
    Xa, Xb = standardise(Xa, Xb)
    ya, yb = standardise(ya, yb)
    return Xa, Xb, ya, yb


class Runner:
    def __init__(self, hp):
        self.hp = hp
        self.net = nn.Sequential(nn.Linear(10, hp['hidden']), nn.ReLU(), nn.Linear(hp['hidden'], 1))
        self.opt = torch.optim.Adam(self.net.parameters(), lr=hp['lr'])
        self.sched = ExponentialLR(self.opt, gamma=hp['gamma'])
        self.crit = nn.MSELoss()

    def epoch(self, loader):
        self.net.train()
        total, n = 0.0, 0
        for x, y in loader:
            self.opt.zero_grad()
            loss = self.crit(self.net(x), y)
            loss.backward()
            self.opt.step()
            total += loss.item() * len(x)
            n += len(x)
        self.sched.step()
        return total / n

    @torch.no_grad()
    def evaluate(self, x, y):
        self.net.eval()
        return self.crit(self.net(x), y).item()


def main():
    torch.manual_seed(0)
    Xa, Xb, ya, yb = data()
    loader = DataLoader(TensorDataset(Xa, ya), HP['batch_size'], shuffle=True)
    r = Runner(HP)
    for e in range(HP['epochs']):
        l = r.epoch(loader)
        if e % 4 == 0:
            print(f'{e:2d} train {l:.4f} val {r.evaluate(Xb, yb):.4f}')


if __name__ == '__main__':
    main()
