import torch
from torch import nn
from torch.func import functional_call

torch.manual_seed(0)
K, INNER_LR, TASKS = 10, 0.02, 8


def task():
    amp, phase = 0.5 + 1.5 * torch.rand(1), 3.14 * torch.rand(1)

    def draw(n):
        x = 6 * torch.rand(n, 1) - 3
        return x, amp * torch.sin(x + phase)

    return draw


class Sine(nn.Module):
    def __init__(self, h=40):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(1, h), nn.Tanh(), nn.Linear(h, h), nn.Tanh(), nn.Linear(h, 1))

    def forward(self, x):
        return self.net(x)


model = Sine()
meta_opt = torch.optim.Adam(model.parameters(), lr=2e-3)
mse = nn.MSELoss()


def adapt(params, x, y, create_graph):
    loss = mse(functional_call(model, params, (x,)), y)
    grads = torch.autograd.grad(loss, list(params.values()), create_graph=create_graph)
    return {k: p - INNER_LR * g for (k, p), g in zip(params.items(), grads)}


def evaluate(n=50):
    before = after = 0.0
    for _ in range(n):
        draw = task()
        params = {k: p.detach().clone().requires_grad_(True) for k, p in model.named_parameters()}
        x, y = draw(K)
        fast = adapt(params, x, y, create_graph=False)
        xq, yq = draw(50)
        with torch.no_grad():
            before += mse(functional_call(model, params, (xq,)), yq).item() / n
            after += mse(functional_call(model, fast, (xq,)), yq).item() / n
    return before, after


for it in range(1, 301):
    model.train()
    meta_loss = 0.0
    for _ in range(TASKS):
        draw = task()
        fast = adapt(dict(model.named_parameters()), *draw(K), create_graph=True)
        xq, yq = draw(K)
        meta_loss = meta_loss + mse(functional_call(model, fast, (xq,)), yq) / TASKS
    meta_opt.zero_grad()
    meta_loss.backward()
    meta_opt.step()
    if it % 100 == 0:
        print(it, "query loss before and after one step:", [round(v, 3) for v in evaluate()])
