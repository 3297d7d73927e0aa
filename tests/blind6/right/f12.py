# curve fitting with L-BFGS, assignment 4
import torch
import torch.nn as nn


def damped(x):
    return torch.exp(-0.3 * x) * torch.sin(3 * x)


class Fit(nn.Module):
    def __init__(self, width=20):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(1, width), nn.Tanh(), nn.Linear(width, width), nn.Tanh(), nn.Linear(width, 1))

    def forward(self, x):
        return self.net(x)


def fit(model, x, y, iters=30):
    loss_fn = nn.MSELoss()
    optimizer = torch.optim.LBFGS(model.parameters(), lr=0.8, max_iter=10, line_search_fn='strong_wolfe')
    history = []

    def closure():
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        return loss

    for i in range(iters):
        loss = optimizer.step(closure)
        history.append(loss.item())
        if i % 10 == 0:
            print(f'iter {i:3d} loss {loss.item():.6f}')
    return history


def main():
    torch.manual_seed(4)
    x = torch.linspace(0, 5, 120).unsqueeze(1)
    y = damped(x) + 0.02 * torch.randn_like(x)
    model = Fit()
    fit(model, x, y)
    with torch.no_grad():
        xt = torch.linspace(0, 5, 37).unsqueeze(1)
        print('error on a fresh grid', (model(xt) - damped(xt)).abs().max().item())


if __name__ == '__main__':
    main()
