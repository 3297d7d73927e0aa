import torch
import torch.nn.functional as F

torch.manual_seed(0)


def net(x, params):
    w1, b1, w2, b2 = params
    return F.linear(torch.tanh(F.linear(x, w1, b1)), w2, b2)


def sample_task():
    amplitude, phase = torch.rand(1) * 4 + 1, torch.rand(1) * 3.14
    def draw(n):
        x = torch.rand(n, 1) * 10 - 5
        return x, amplitude * torch.sin(x + phase)
    return draw


params = [
    (torch.randn(40, 1) * 0.5).requires_grad_(),
    torch.zeros(40, requires_grad=True),
    (torch.randn(1, 40) * 0.1).requires_grad_(),
    torch.zeros(1, requires_grad=True),
]
meta_optimizer = torch.optim.Adam(params, lr=1e-3)

for iteration in range(150):
    meta_loss = 0.0
    for _ in range(4):
        draw = sample_task()
        x, y = draw(10)
        inner_loss = F.mse_loss(net(x, params), y)
        grads = torch.autograd.grad(inner_loss, params, create_graph=True, retain_graph=True)
        fast = [p - 0.01 * g for p, g in zip(params, grads)]
        x, y = draw(10)
        meta_loss = meta_loss + F.mse_loss(net(x, fast), y)
    meta_optimizer.zero_grad()
    meta_loss.backward()
    meta_optimizer.step()
    if iteration % 50 == 0:
        print(iteration, meta_loss.item() / 4)
