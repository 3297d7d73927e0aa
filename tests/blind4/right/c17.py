import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import make_moons


class Member(nn.Module):
    def __init__(self, width=24):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(2, width), nn.ReLU(), nn.Linear(width, width), nn.ReLU(), nn.Linear(width, 2))

    def forward(self, x):
        return self.net(x)


class Ensemble(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.members = nn.ModuleList([Member() for _ in range(n)])

    def forward(self, x):
        return torch.stack([m(x).softmax(-1) for m in self.members]).mean(0)


def fit_member(member, loader, epochs, lr):
    opt = torch.optim.Adam(member.parameters(), lr=lr)
    ce = nn.CrossEntropyLoss()
    member.train()
    for _ in range(epochs):
        total = 0.0
        for x, y in loader:
            opt.zero_grad()
            loss = ce(member(x), y)
            loss.backward()
            opt.step()
            total += loss.item() * len(y)
    return total / len(loader.dataset)


if __name__ == "__main__":
    torch.manual_seed(0)
    x, y = make_moons(1200, noise=0.2, random_state=0)
    x, y = torch.tensor(x).float(), torch.tensor(y)
    loader = DataLoader(TensorDataset(x[:900], y[:900]), batch_size=45, shuffle=True)
    ens = Ensemble(4)
    for i, m in enumerate(ens.members):
        print("member", i, "final loss", round(fit_member(m, loader, 12, 5e-3), 4))
    ens.eval()
    with torch.no_grad():
        p = ens(x[900:])
        single = [(m(x[900:]).argmax(1) == y[900:]).float().mean().item() for m in ens.members]
    nll = nn.functional.nll_loss(p.log(), y[900:]).item()
    print("single", [round(s, 3) for s in single])
    print("ensemble accuracy", (p.argmax(1) == y[900:]).float().mean().item(), "nll", round(nll, 4))
