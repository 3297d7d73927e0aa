"""Right: LBFGS takes a closure which clears, computes and goes backward itself; full-batch without shuffling is meant."""
import torch
import torch.nn as nn

torch.manual_seed(0)
x = torch.linspace(-1, 1, 100).unsqueeze(1)
y = x ** 3 - 0.5 * x + 0.02 * torch.randn_like(x)


class Cubic(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(1, 16), nn.Tanh(), nn.Linear(16, 1))

    def forward(self, t):
        return self.net(t)


model = Cubic()
loss_fn = nn.MSELoss()
optimizer = torch.optim.LBFGS(model.parameters(), lr=0.5, max_iter=10, line_search_fn="strong_wolfe")
history = []


def closure():
    optimizer.zero_grad()
    loss = loss_fn(model(x), y)
    loss.backward()
    return loss


for i in range(8):
    loss = optimizer.step(closure)
    history.append(loss.item())
    print(i, history[-1])
with torch.no_grad():
    print("prediction at 0.5:", model(torch.tensor([[0.5]])).item())
