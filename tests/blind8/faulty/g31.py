import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def trips(n, seed):
    g = torch.Generator().manual_seed(seed)
    x = torch.randn(n, 6, generator=g)
    y = 1.5 * x[:, 0] - x[:, 1] + 0.5 * x[:, 2] * x[:, 3] + 0.2 * torch.randn(n, generator=g)
    w = 0.5 + torch.rand(n, generator=g)
    return x, y, w


def weighted_mse(pred, target, weight):
    return (weight * (pred - target) ** 2).mean()


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1, self.fc2 = nn.Linear(6, 48), nn.Linear(48, 1)

    def forward(self, x):
        return self.fc2(torch.relu(self.fc1(x)))


def evaluate(model, data):
    model.eval()
    x, y, _ = data
    with torch.no_grad():
        return ((model(x).squeeze(1) - y) ** 2).mean().item()


def main():
    torch.manual_seed(0)
    train, val = trips(1000, 0), trips(300, 1)
    model = Model()
    opt = torch.optim.Adam(model.parameters(), lr=3e-3)
    print('variance', val[1].var().item())
    for epoch in range(15):
        model.train()
        for x, y, w in DataLoader(TensorDataset(*train), 50, shuffle=True):
            loss = weighted_mse(model(x), y, w)
            opt.zero_grad()
            loss.backward()
            opt.step()
        if epoch % 5 == 4:
            print(epoch + 1, f'loss {loss.item():.4f} val mse {evaluate(model, val):.4f}')


if __name__ == '__main__':
    main()
