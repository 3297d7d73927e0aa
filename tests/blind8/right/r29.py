import copy
import torch
from torch import nn
import torch.nn.functional as F
from torch.func import functional_call


class SineNet(nn.Module):
    def __init__(self, w=40):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(1, w), nn.Tanh(), nn.Linear(w, w), nn.Tanh(), nn.Linear(w, 1))

    def forward(self, x):
        return self.net(x)


def task():
    amp, ph = 0.5 + 1.5 * torch.rand(1), 3.14 * torch.rand(1)
    return lambda x: amp * torch.sin(x + ph)


def sample(f, n=10):
    x = torch.rand(n, 1) * 6 - 3
    return x, f(x)


def adapt(model, params, x, y, inner_lr, steps, create_graph):
    for _ in range(steps):
        loss = F.mse_loss(functional_call(model, params, (x,)), y)
        grads = torch.autograd.grad(loss, tuple(params.values()), create_graph=create_graph)
        params = {k: p - inner_lr * g for (k, p), g in zip(params.items(), grads)}
    return params


def update_ema(ema, model, decay=0.98):
    with torch.no_grad():
        for e, p in zip(ema.parameters(), model.parameters()):
            e.mul_(decay).add_(p, alpha=1 - decay)


def evaluate(model, n=50):
    post = 0.0
    for _ in range(n):
        f = task()
        params = adapt(model, dict(model.named_parameters()), *sample(f), 0.05, 5, create_graph=False)
        x, y = sample(f, 50)
        with torch.no_grad():
            post += F.mse_loss(functional_call(model, params, (x,)), y).item()
    return post / n


def main():
    torch.manual_seed(0)
    model = SineNet()
    ema = copy.deepcopy(model)
    meta_opt = torch.optim.Adam(model.parameters(), lr=3e-3)
    print('before', evaluate(ema))
    for it in range(250):
        meta_opt.zero_grad()
        meta_loss = 0.0
        for _ in range(4):
            f = task()
            fast = adapt(model, dict(model.named_parameters()), *sample(f), 0.05, 1, create_graph=True)
            x, y = sample(f)
            meta_loss = meta_loss + F.mse_loss(functional_call(model, fast, (x,)), y) / 4
        meta_loss.backward()
        meta_opt.step()
        update_ema(ema, model)
    print('after', evaluate(ema))


if __name__ == '__main__':
    main()
