import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def noisy(n, seed):
    g = torch.Generator().manual_seed(seed)
    x = torch.randn(n, 20, generator=g)
    w = torch.linspace(-1, 1, 20)
    y = (x @ w + 1.0 * torch.tanh(x[:, 0] * x[:, 1]) + 2.0 * torch.randn(n, generator=g)).unsqueeze(1)
    return TensorDataset(x, y)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(20, 32), nn.ReLU(), nn.Linear(32, 1))

    def forward(self, x):
        return self.net(x)


def mse(model, ds):
    model.eval()
    with torch.no_grad():
        x, y = ds.tensors
        return nn.functional.mse_loss(model(x), y).item()


settings = {
    'batch_size': 2,
    'lr': 0.02,
    'momentum': 0.0,
    'epochs': 6,
}


def main(s=settings):
    torch.manual_seed(0)
    train_ds, val_ds = noisy(1500, 0), noisy(500, 1)
    loader = DataLoader(train_ds, batch_size=s['batch_size'], shuffle=True)
    model = Net()
    opt = torch.optim.SGD(model.parameters(), lr=s['lr'], momentum=s['momentum'])
    crit = nn.MSELoss()
    print('constant', val_ds.tensors[1].var().item())
    for epoch in range(s['epochs']):
        model.train()
        for x, y in loader:
            opt.zero_grad()
            loss = crit(model(x), y)
            loss.backward()
            opt.step()
        print(epoch, f'train {mse(model, train_ds):.4f} val {mse(model, val_ds):.4f}')


if __name__ == '__main__':
    main()
