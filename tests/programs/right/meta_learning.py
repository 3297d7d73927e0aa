"""MAML on sine waves: learn a start from which a few steps fit any wave."""
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.func import functional_call

torch.manual_seed(0)
INNER_LR, INNER_STEPS, TASKS = 0.05, 3, 4

model = nn.Sequential(nn.Linear(1, 32), nn.Tanh(), nn.Linear(32, 32), nn.Tanh(), nn.Linear(32, 1))
meta_optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)


def sample_task():
    amplitude, phase = torch.rand(1) * 4 + 0.5, torch.rand(1) * 3.14

    def draw(n):
        x = torch.rand(n, 1) * 6 - 3
        return x, amplitude * torch.sin(x + phase)

    return draw


def adapt(params, x, y):
    for _ in range(INNER_STEPS):
        loss = F.mse_loss(functional_call(model, params, (x,)), y)
        grads = torch.autograd.grad(loss, list(params.values()), create_graph=True, retain_graph=True)
        params = {name: p - INNER_LR * g for (name, p), g in zip(params.items(), grads)}
    return params


def evaluate(n_tasks=20):
    before = after = 0.0
    for _ in range(n_tasks):
        draw = sample_task()
        x, y = draw(10)
        x_test, y_test = draw(50)
        start = dict(model.named_parameters())
        adapted = adapt(start, x, y)
        with torch.no_grad():
            before += F.mse_loss(functional_call(model, start, (x_test,)), y_test).item()
            after += F.mse_loss(functional_call(model, adapted, (x_test,)), y_test).item()
    return before / n_tasks, after / n_tasks


for iteration in range(1, 201):
    meta_optimizer.zero_grad()
    for _ in range(TASKS):
        draw = sample_task()
        x_support, y_support = draw(10)
        x_query, y_query = draw(10)
        adapted = adapt(dict(model.named_parameters()), x_support, y_support)
        query_loss = F.mse_loss(functional_call(model, adapted, (x_query,)), y_query)
        (query_loss / TASKS).backward()
    meta_optimizer.step()
    if iteration % 40 == 0:
        before, after = evaluate()
        print(f"iteration {iteration}: error before {before:.3f}, after {INNER_STEPS} inner steps {after:.3f}")
