import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split


class Head(nn.Module):
    def __init__(self, dim, p):
        super().__init__()
        self.p = p
        self.a = nn.Linear(dim, dim)
        self.b = nn.Linear(dim, 2)

    def forward(self, h):
        h = F.dropout(F.silu(self.a(h)), p=self.p)
        return self.b(h)


class Net(nn.Module):
    def __init__(self, n_features, dim=24, p=0.4):
        super().__init__()
        self.stem = nn.Sequential(nn.Linear(n_features, dim), nn.LayerNorm(dim), nn.SiLU())
        self.head = Head(dim, p)

    def forward(self, x):
        return self.head(self.stem(x))


def standardise(train, other):
    m, s = train.mean(0, keepdim=True), train.std(0, keepdim=True)
    return (train - m) / s, (other - m) / s


def main():
    torch.manual_seed(55)
    bc = load_breast_cancer()
    x = torch.tensor(bc.data, dtype=torch.float32)
    y = torch.tensor(bc.target)
    tr, te = train_test_split(range(len(y)), test_size=0.3, random_state=55, stratify=bc.target)
    x_tr, x_te = standardise(x[tr], x[te])
    net = Net(30)
    opt = torch.optim.Adam(net.parameters(), lr=2e-3)
    loader = DataLoader(TensorDataset(x_tr, y[tr]), batch_size=40, shuffle=True)
    for epoch in range(15):
        net.train()
        for xb, yb in loader:
            loss = F.cross_entropy(net(xb), yb)
            opt.zero_grad()
            loss.backward()
            opt.step()
        net.eval()
        with torch.no_grad():
            out = net(x_te)
            print(epoch, F.cross_entropy(out, y[te]).item(), (out.argmax(1) == y[te]).float().mean().item())


main()
