import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class BayesMLP(nn.Module):
    def __init__(self, p=0.1):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(1, 64), nn.ReLU(), nn.Dropout(p), nn.Linear(64, 64), nn.ReLU(), nn.Dropout(p), nn.Linear(64, 1))

    def forward(self, x):
        return self.net(x)


def enable_dropout(model):
    for m in model.modules():
        if m.__class__.__name__.startswith('Dropout'):
            m.train()


@torch.no_grad()
def mc_predict(model, x, samples=50):
    model.eval()
    enable_dropout(model)
    draws = torch.stack([model(x) for _ in range(samples)])
    model.eval()
    return draws.mean(0), draws.std(0)


def main():
    torch.manual_seed(0)
    x = torch.cat([torch.rand(200, 1) - 2, torch.rand(200, 1) + 1])
    y = torch.sin(2 * x) + 0.1 * torch.randn_like(x)
    loader = DataLoader(TensorDataset(x, y), batch_size=40, shuffle=True)
    model = BayesMLP()
    opt = torch.optim.Adam(model.parameters(), lr=3e-3, weight_decay=1e-5)
    loss_fn = nn.MSELoss()
    for epoch in range(80):
        model.train()
        for xb, yb in loader:
            opt.zero_grad()
            loss = loss_fn(model(xb), yb)
            loss.backward()
            opt.step()
    for name, grid in (('inside', torch.linspace(1.1, 1.9, 20)), ('gap', torch.linspace(-0.8, 0.8, 20))):
        mean, std = mc_predict(model, grid.unsqueeze(1))
        print(name, 'error', (mean - torch.sin(2 * grid).unsqueeze(1)).abs().mean().item(), 'std', std.mean().item())


if __name__ == '__main__':
    main()
