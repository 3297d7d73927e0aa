import copy
import torch
import torch.nn as nn
import torch.nn.functional as F


class EarlyStopper:
    """Stop when the watched value has not improved for `patience` epochs."""

    def __init__(self, patience=5, mode='min', delta=1e-4):
        self.patience, self.mode, self.delta = patience, mode, delta
        self.best = None
        self.num_bad = 0
        self.state = None

    def _better(self, value):
        if self.best is None:
            return True
        if self.mode == 'min':
            return value < self.best - self.delta
        return value > self.best + self.delta

    def update(self, value, model):
        if self._better(value):
            self.best = value
            self.state = copy.deepcopy(model.state_dict())
        else:
            self.num_bad += 1
        return self.num_bad >= self.patience


class MatrixFactorization(nn.Module):
    def __init__(self, users, items, k=8):
        super().__init__()
        self.u, self.v = nn.Embedding(users, k), nn.Embedding(items, k)
        self.bu, self.bv = nn.Embedding(users, 1), nn.Embedding(items, 1)
        for e in (self.u, self.v):
            nn.init.normal_(e.weight, std=0.1)
        for e in (self.bu, self.bv):
            nn.init.zeros_(e.weight)

    def forward(self, u, i):
        return (self.u(u) * self.v(i)).sum(-1) + self.bu(u).squeeze(-1) + self.bv(i).squeeze(-1)


def ratings(users=120, items=80, n=4000):
    g = torch.Generator().manual_seed(0)
    pu, qi = torch.randn(users, 3, generator=g), torch.randn(items, 3, generator=g)
    u = torch.randint(0, users, (n,), generator=g)
    i = torch.randint(0, items, (n,), generator=g)
    r = (pu[u] * qi[i]).sum(-1) + 0.3 * torch.randn(n, generator=g)
    a, b = int(n * 0.7), int(n * 0.72)
    return [(u[s], i[s], r[s]) for s in (slice(0, a), slice(a, b), slice(b, n))]


def mse(model, split):
    model.eval()
    u, i, r = split
    with torch.no_grad():
        return F.mse_loss(model(u, i), r).item()


def main():
    torch.manual_seed(0)
    train, val, test = ratings()
    model = MatrixFactorization(120, 80)
    opt = torch.optim.Adam(model.parameters(), lr=0.005, weight_decay=1e-4)
    stopper = EarlyStopper(patience=3)
    u, i, r = train
    for epoch in range(100):
        model.train()
        for idx in torch.randperm(len(r)).split(64):
            loss = F.mse_loss(model(u[idx], i[idx]), r[idx])
            opt.zero_grad()
            loss.backward()
            opt.step()
        v = mse(model, val)
        if stopper.update(v, model):
            print(f'stopped after epoch {epoch}')
            break
    model.load_state_dict(stopper.state)
    print(f'val {stopper.best:.4f} test {mse(model, test):.4f}')


if __name__ == '__main__':
    main()
