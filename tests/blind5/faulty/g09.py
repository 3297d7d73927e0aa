import numpy as np
import torch
import torch.nn as nn
from sklearn.datasets import load_diabetes
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler


def batches(X, y, size):
    order = torch.randperm(len(X))
    for k in range(0, len(X), size):
        sel = order[k:k + size]
        yield X[sel], y[sel]


class DiabetesNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(10, 32)
        self.b = nn.Linear(32, 1)

    def forward(self, x):
        return self.b(torch.tanh(self.a(x)))


def mse(pred, y):
    return ((pred - y) ** 2).mean()


def main():
    torch.manual_seed(0)
    X, y = load_diabetes(return_X_y=True)
    X_tr, X_te, y_tr, y_te = train_test_split(X, y, test_size=0.25, random_state=0)
    sx = StandardScaler().fit(X_tr)
    mu, sd = y_tr.mean(), y_tr.std()
    X_tr = torch.tensor(sx.transform(X_tr), dtype=torch.float32)
    X_te = torch.tensor(sx.transform(X_te), dtype=torch.float32)
    y_tr = torch.tensor((y_tr - mu) / sd, dtype=torch.float32)
    net = DiabetesNet()
    opt = torch.optim.Adam(net.parameters(), lr=1e-2)
    for epoch in range(60):
        net.train()
        ls = []
        for xb, yb in batches(X_tr, y_tr, 32):
            opt.zero_grad()
            loss = mse(net(xb), yb)
            loss.backward()
            opt.step()
            ls.append(loss.item())
        if epoch % 10 == 9:
            net.eval()
            with torch.no_grad():
                p = net(X_te).squeeze(1).numpy() * sd + mu
            ss = 1 - ((p - y_te) ** 2).sum() / ((y_te - y_te.mean()) ** 2).sum()
            print(f'epoch {epoch + 1} loss {np.mean(ls):.4f} test R2 {ss:.3f} spread of predictions {p.std():.2f}')


main()
