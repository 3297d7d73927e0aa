import torch
from torch import nn


def stream(n, seed):
    g = torch.Generator().manual_seed(seed)
    x = torch.randn(n, 6, generator=g)
    w = torch.tensor([1., -2., 0.5, 0., 3., -1.])
    return x, (x @ w + 0.7 + 0.3 * torch.randn(n, generator=g)).unsqueeze(1)


def main():
    torch.manual_seed(0)
    xa, ya = stream(1500, 0)
    xb, yb = stream(400, 1)
    model = nn.Linear(6, 1)
    opt = torch.optim.SGD(model.parameters(), lr=0.01)
    sched = torch.optim.lr_scheduler.ExponentialLR(opt, 0.5)
    for epoch in range(4):
        for i in torch.randperm(len(xa)).tolist():
            loss = nn.functional.mse_loss(model(xa[i:i + 1]), ya[i:i + 1])
            opt.zero_grad()
            loss.backward()
            opt.step()
        sched.step()
        with torch.no_grad():
            print(epoch, f'train {nn.functional.mse_loss(model(xa), ya).item():.4f} val {nn.functional.mse_loss(model(xb), yb).item():.4f} (noise floor 0.09, variance {yb.var().item():.2f})')


if __name__ == '__main__':
    main()
