import torch
import torch.nn as nn
from sklearn.datasets import load_wine
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch.utils.data import DataLoader, TensorDataset


class Highway(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.h = nn.Linear(dim, dim)
        self.t = nn.Linear(dim, dim)

    def forward(self, x):
        t = torch.sigmoid(self.t(x))
        out = torch.relu(self.h(x)) * t
        t *= -1
        t += 1
        return out + t * x


class HighwayNet(nn.Module):
    def __init__(self, n_in, n_out, dim=32, depth=3):
        super().__init__()
        self.proj = nn.Linear(n_in, dim)
        self.layers = nn.ModuleList([Highway(dim) for _ in range(depth)])
        self.out = nn.Linear(dim, n_out)

    def forward(self, x):
        x = self.proj(x)
        for l in self.layers:
            x = l(x)
        return self.out(x)


def main():
    torch.manual_seed(0)
    X, y = load_wine(return_X_y=True)
    X_tr, X_te, y_tr, y_te = train_test_split(X, y, test_size=0.3, random_state=0, stratify=y)
    sc = StandardScaler().fit(X_tr)
    X_tr, X_te = [torch.tensor(sc.transform(v), dtype=torch.float32) for v in (X_tr, X_te)]
    dl = DataLoader(TensorDataset(X_tr, torch.tensor(y_tr)), batch_size=16, shuffle=True)
    net = HighwayNet(13, 3)
    opt = torch.optim.Adam(net.parameters(), lr=1e-3)
    crit = nn.CrossEntropyLoss()
    for epoch in range(10):
        for xb, yb in dl:
            opt.zero_grad()
            loss = crit(net(xb), yb)
            loss.backward()
            opt.step()
        print(epoch, loss.item())


main()
