"""Full-batch gradient descent with a large step, as in the edge-of-stability experiments."""
import torch
from torch import nn


def curve(n=64):
    x = torch.linspace(-2, 2, n).unsqueeze(1)
    return x, torch.sin(2 * x)


def main(lr=0.1, steps=3000):
    torch.manual_seed(0)
    x, y = curve()
    net = nn.Sequential(nn.Linear(1, 64), nn.Tanh(), nn.Linear(64, 64), nn.Tanh(), nn.Linear(64, 1))
    opt = torch.optim.SGD(net.parameters(), lr=lr)
    ups, last = 0, float('inf')
    for step in range(1, steps + 1):
        loss = nn.functional.mse_loss(net(x), y)
        opt.zero_grad()
        loss.backward()
        opt.step()
        ups += loss.item() > last
        last = loss.item()
        if step % 500 == 0:
            print(f'step {step} loss {loss.item():.6f} (rose {ups} times so far)')


if __name__ == '__main__':
    main()
