from dataclasses import dataclass

import torch
from torch import nn
from sklearn.datasets import make_friedman1


@dataclass
class Setup:
    depth: int = 14
    width: int = 32
    std: float = 0.5
    lr: float = 1e-3
    epochs: int = 8


class Deep(nn.Module):
    def __init__(self, s: Setup, d_in: int):
        super().__init__()
        dims = [d_in] + [s.width] * (s.depth - 1)
        self.layers = nn.ModuleList(nn.Linear(a, b) for a, b in zip(dims, dims[1:]))
        self.out = nn.Linear(s.width, 1)
        for m in self.layers:
            nn.init.normal_(m.weight, std=s.std)
            nn.init.zeros_(m.bias)

    def forward(self, x):
        for m in self.layers:
            x = torch.relu(m(x))
        return self.out(x).squeeze(-1)


def main(s=Setup()):
    torch.manual_seed(0)
    x, y = make_friedman1(1200, 6, noise=0.5, random_state=0)
    x, y = torch.tensor(x).float(), torch.tensor(y).float()
    x = (x - x[:900].mean(0)) / x[:900].std(0)
    y = (y - y[:900].mean()) / y[:900].std()
    net = Deep(s, 6)
    opt = torch.optim.Adam(net.parameters(), lr=s.lr)
    mse = nn.MSELoss()
    for epoch in range(s.epochs):
        net.train()
        tot = 0.0
        for idx in torch.randperm(900).split(45):
            opt.zero_grad()
            loss = mse(net(x[idx]), y[idx])
            loss.backward()
            opt.step()
            tot += loss.item() * len(idx)
        g = [m.weight.grad.norm().item() for m in net.layers]
        net.eval()
        with torch.no_grad():
            test = mse(net(x[900:]), y[900:]).item()
        print(f"epoch {epoch + 1} train {tot / 900:.4g} test {test:.4g} grad first {g[0]:.3g} last {g[-1]:.3g}")


if __name__ == "__main__":
    main()
