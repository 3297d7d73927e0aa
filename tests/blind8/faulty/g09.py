import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

INITS = {
    'xavier': lambda w: nn.init.xavier_uniform_(w),
    'kaiming': lambda w: nn.init.kaiming_normal_(w, nonlinearity='relu'),
    'small': lambda w: nn.init.constant_(w, 0.05),
}


class Factory:
    def __init__(self, init='small'):
        self.init = INITS[init]

    def __call__(self, sizes):
        layers = []
        for k, (a, b) in enumerate(zip(sizes, sizes[1:])):
            lin = nn.Linear(a, b)
            self.init(lin.weight)
            nn.init.zeros_(lin.bias)
            layers.append(lin)
            if k < len(sizes) - 2:
                layers.append(nn.Tanh())
        return nn.Sequential(*layers)


def checker(n, seed):
    g = torch.Generator().manual_seed(seed)
    x = torch.rand(n, 2, generator=g) * 2 - 1
    y = ((x[:, 0] > 0) ^ (x[:, 1] > 0)).long()
    return x, y


def main():
    torch.manual_seed(0)
    xa, ya = checker(1000, 0)
    xb, yb = checker(400, 1)
    model = Factory()([2, 32, 32, 2])
    opt = torch.optim.Adam(model.parameters(), lr=0.01)
    loader = DataLoader(TensorDataset(xa, ya), 50, shuffle=True)
    for epoch in range(20):
        model.train()
        for x, y in loader:
            opt.zero_grad()
            loss = nn.functional.cross_entropy(model(x), y)
            loss.backward()
            opt.step()
        if epoch % 4 == 3:
            model.eval()
            with torch.no_grad():
                acc = (model(xb).argmax(1) == yb).float().mean().item()
            print(f'{epoch + 1} loss {loss.item():.4f} val acc {acc:.3f}')


if __name__ == '__main__':
    main()
