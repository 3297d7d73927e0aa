import torch
import torch.nn.functional as F
from sklearn.datasets import make_friedman1
from sklearn.metrics import r2_score
from sklearn.model_selection import train_test_split
from torch import nn, optim


class Regressor(nn.Module):
    def __init__(self, n_features, width=64, p=0.2):
        super().__init__()
        self.p = p
        self.inp = nn.Linear(n_features, width)
        self.mid = nn.Linear(width, width)
        self.out = nn.Linear(width, 1)

    def forward(self, x):
        x = F.silu(self.inp(x))
        x = F.dropout(x, p=self.p)
        x = F.silu(self.mid(x))
        return self.out(x).squeeze(-1)


class Standardiser:
    def fit(self, t):
        self.mean, self.std = t.mean(0), t.std(0)
        return self

    def __call__(self, t):
        return (t - self.mean) / self.std

    def undo(self, t):
        return t * self.std + self.mean


def main():
    torch.manual_seed(13)
    x, y = make_friedman1(n_samples=1600, n_features=10, noise=0.5, random_state=13)
    x_tr, x_te, y_tr, y_te = (torch.as_tensor(v).float() for v in train_test_split(x, y, test_size=400, random_state=13))
    fx, fy = Standardiser().fit(x_tr), Standardiser().fit(y_tr)
    x_tr, x_te, t_tr = fx(x_tr), fx(x_te), fy(y_tr)

    model = Regressor(10)
    opt = optim.Adam(model.parameters(), lr=2e-3)
    for epoch in range(1, 31):
        model.train()
        for idx in torch.randperm(len(x_tr)).split(40):
            opt.zero_grad()
            F.mse_loss(model(x_tr[idx]), t_tr[idx]).backward()
            opt.step()
        if epoch % 10 == 0:
            model.eval()
            with torch.no_grad():
                guess = fy.undo(model(x_te))
            print(f"epoch {epoch} r2 {r2_score(y_te.numpy(), guess.numpy()):.3f}")


if __name__ == "__main__":
    main()
