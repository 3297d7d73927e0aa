"""Multi-task: one trunk, a class head and a regression head with learnt uncertainties (Kendall et al.)."""
import argparse

import torch
import torch.nn as nn
from sklearn.datasets import load_wine
from sklearn.model_selection import train_test_split


class MultiTask(nn.Module):
    def __init__(self, d_in, n_classes, width=32):
        super().__init__()
        self.trunk = nn.Sequential(nn.Linear(d_in, width), nn.ReLU(), nn.Dropout(0.1), nn.Linear(width, width), nn.ReLU())
        self.cls = nn.Linear(width, n_classes)
        self.reg = nn.Linear(width, 1)
        self.log_var = nn.Parameter(torch.zeros(2))

    def forward(self, x):
        h = self.trunk(x)
        return self.cls(h), self.reg(h).squeeze(-1)

    def weigh(self, ce, mse):
        # may become negative: the log variances are part of the likelihood
        s = self.log_var
        return torch.exp(-s[0]) * ce + 0.5 * s[0] + 0.5 * torch.exp(-s[1]) * mse + 0.5 * s[1]


def data(seed):
    X, y = load_wine(return_X_y=True)
    colour = X[:, 9]                     # the second task: colour intensity from the other columns
    X = X[:, [i for i in range(13) if i != 9]]
    rows_tr, rows_te = train_test_split(range(len(y)), test_size=0.3, stratify=y, random_state=seed)
    X = torch.tensor(X, dtype=torch.float32)
    c = torch.tensor(colour, dtype=torch.float32)
    y = torch.tensor(y)
    X = (X - X[rows_tr].mean(0)) / X[rows_tr].std(0)
    c = (c - c[rows_tr].mean()) / c[rows_tr].std()
    return (X[rows_tr], y[rows_tr], c[rows_tr]), (X[rows_te], y[rows_te], c[rows_te])


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--epochs", type=int, default=120)
    p.add_argument("--seed", type=int, default=4)
    a = p.parse_args()
    torch.manual_seed(a.seed)
    (X, y, c), (Xt, yt, ct) = data(a.seed)
    net = MultiTask(X.shape[1], 3)
    ce_fn, mse_fn = nn.CrossEntropyLoss(), nn.MSELoss()
    opt = torch.optim.Adam(net.parameters(), lr=3e-3, weight_decay=1e-4)

    for epoch in range(1, a.epochs + 1):
        net.train()
        for rows in torch.randperm(len(X)).split(31):
            logits, value = net(X[rows])
            loss = net.weigh(ce_fn(logits, y[rows]), mse_fn(value, c[rows]))
            opt.zero_grad()
            loss.backward()
            opt.step()
        if epoch % 40 == 0:
            print(f"epoch {epoch}: last loss {loss.item():.3f}, log variances {[round(v, 2) for v in net.log_var.tolist()]}")

    net.eval()
    with torch.no_grad():
        logits, value = net(Xt)
    print("class accuracy", round((logits.argmax(1) == yt).float().mean().item(), 3))
    print("R2 of the colour", round((1 - ((value - ct) ** 2).sum() / ((ct - ct.mean()) ** 2).sum()).item(), 3))


if __name__ == "__main__":
    main()
