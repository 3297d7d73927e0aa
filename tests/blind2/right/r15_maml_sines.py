import math
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.func import functional_call


def task(g):
    amp = 0.5 + 2 * torch.rand(1, generator=g)
    phase = math.pi * torch.rand(1, generator=g)

    def draw(n):
        x = 6 * torch.rand(n, 1, generator=g) - 3
        return x, amp * torch.sin(x + phase)
    return draw


def adapt(net, params, x, y, steps, lr, create_graph):
    for _ in range(steps):
        loss = F.mse_loss(functional_call(net, params, (x,)), y)
        grads = torch.autograd.grad(loss, tuple(params.values()), create_graph=create_graph)
        params = {k: p - lr * g for (k, p), g in zip(params.items(), grads)}
    return params


def evaluate(net, g, n_tasks=30):
    before = after = 0.0
    for _ in range(n_tasks):
        draw = task(g)
        (xs, ys), (xq, yq) = draw(10), draw(50)
        params = dict(net.named_parameters())
        fast = adapt(net, params, xs, ys, steps=5, lr=0.05, create_graph=False)
        with torch.no_grad():
            before += F.mse_loss(functional_call(net, params, (xq,)), yq).item()
            after += F.mse_loss(functional_call(net, fast, (xq,)), yq).item()
    return before / n_tasks, after / n_tasks


def main():
    torch.manual_seed(0)
    g = torch.Generator().manual_seed(0)
    net = nn.Sequential(nn.Linear(1, 40), nn.Tanh(), nn.Linear(40, 40), nn.Tanh(), nn.Linear(40, 1))
    meta = torch.optim.Adam(net.parameters(), lr=3e-3)
    for it in range(1, 401):
        meta_loss = 0.0
        for _ in range(4):
            draw = task(g)
            (xs, ys), (xq, yq) = draw(10), draw(10)
            fast = adapt(net, dict(net.named_parameters()), xs, ys, steps=1, lr=0.05, create_graph=True)
            meta_loss = meta_loss + F.mse_loss(functional_call(net, fast, (xq,)), yq)
        meta.zero_grad()
        (meta_loss / 4).backward()
        meta.step()
        if it % 100 == 0:
            b, a = evaluate(net, torch.Generator().manual_seed(99))
            print(f"{it} meta loss {meta_loss.item() / 4:.3f}  new tasks: before {b:.3f} after 5 steps {a:.3f}")


if __name__ == "__main__":
    main()
