"""MAML on sine waves (Finn et al. 2017)."""
import argparse
import math
import torch
import torch.nn.functional as F


def init_params(hidden=32):
    def w(o, i):
        return (torch.randn(o, i) / math.sqrt(i)).requires_grad_()
    def b(o):
        return torch.zeros(o, requires_grad=True)
    return [w(hidden, 1), b(hidden), w(hidden, hidden), b(hidden), w(1, hidden), b(1)]


def net(x, p):
    x = F.relu(F.linear(x, p[0], p[1]))
    x = F.relu(F.linear(x, p[2], p[3]))
    return F.linear(x, p[4], p[5])


class SineTask:
    def __init__(self):
        self.amp = torch.empty(1).uniform_(0.1, 5.0)
        self.phase = torch.empty(1).uniform_(0, math.pi)

    def sample(self, k):
        x = torch.empty(k, 1).uniform_(-5, 5)
        return x, self.amp * torch.sin(x + self.phase)


def adapt(params, x, y, lr, steps, create_graph):
    fast = params
    for _ in range(steps):
        loss = F.mse_loss(net(x, fast), y)
        grads = torch.autograd.grad(loss, fast, create_graph=create_graph)
        fast = [p - lr * g for p, g in zip(fast, grads)]
    return fast


def main(args):
    torch.manual_seed(args.seed)
    params = init_params()
    meta_opt = torch.optim.Adam(params, lr=args.meta_lr)
    for it in range(args.iters):
        meta_loss = 0.0
        for _ in range(args.tasks):
            task = SineTask()
            xs, ys = task.sample(args.k)
            xq, yq = task.sample(args.k)
            fast = adapt(params, xs, ys, args.inner_lr, 1, create_graph=True)
            meta_loss = meta_loss + F.mse_loss(net(xq, fast), yq)
        meta_loss = meta_loss / args.tasks
        meta_opt.zero_grad()
        meta_loss.backward()
        meta_opt.step()
        if it % 20 == 0:
            print(it, meta_loss.item())


if __name__ == '__main__':
    p = argparse.ArgumentParser()
    p.add_argument('--iters', type=int, default=60)
    p.add_argument('--tasks', type=int, default=4)
    p.add_argument('--k', type=int, default=10)
    p.add_argument('--inner_lr', type=float, default=0.01)
    p.add_argument('--meta_lr', type=float, default=1e-3)
    p.add_argument('--seed', type=int, default=0)
    main(p.parse_args())
