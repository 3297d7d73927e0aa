import torch
from torch import nn
from sklearn.datasets import make_friedman1
from sklearn.model_selection import train_test_split

SIZES = (10, 64, 32, 1)


def make_mlp(sizes, act=nn.ReLU):
    layers = []
    for n_in, n_out in zip(sizes[:-1], sizes[1:]):
        layers += [nn.Linear(n_in, n_out), act()]
    return nn.Sequential(*layers)


class Standardiser:
    def fit(self, a):
        self.mean, self.std = a.mean(0), a.std(0)
        return self

    def __call__(self, a):
        return (a - self.mean) / self.std

    def back(self, a):
        return a * self.std + self.mean


def main():
    torch.manual_seed(14)
    X, y = make_friedman1(1500, noise=0.5, random_state=14)
    X, y = torch.tensor(X, dtype=torch.float32), torch.tensor(y, dtype=torch.float32).unsqueeze(1)
    tr, te = train_test_split(range(len(X)), test_size=0.2, random_state=14)
    sx, sy = Standardiser().fit(X[tr]), Standardiser().fit(y[tr])
    X_tr, y_tr = sx(X[tr]), sy(y[tr])
    model = make_mlp(SIZES)
    optim = torch.optim.Adam(model.parameters(), lr=3e-3)
    huber = nn.SmoothL1Loss()
    for epoch in range(25):
        model.train()
        total = 0.0
        for idx in torch.randperm(len(X_tr)).split(64):
            optim.zero_grad()
            loss = huber(model(X_tr[idx]), y_tr[idx])
            loss.backward()
            optim.step()
            total += loss.item() * len(idx)
        if epoch % 6 == 0:
            print(f"epoch {epoch:2d}  huber {total / len(X_tr):.4f}")
    model.eval()
    with torch.no_grad():
        out = model(sx(X[te]))
    pred = sy.back(out)
    print(f"test RMSE {nn.functional.mse_loss(pred, y[te]).sqrt():.3f}  (std of y {y[te].std():.3f}), share of outputs at 0: {(out == 0).float().mean():.3f}")


if __name__ == "__main__":
    main()
