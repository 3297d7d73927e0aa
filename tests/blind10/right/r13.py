import numpy as np
import torch
import torch.nn as nn

torch.set_default_dtype(torch.float64)
torch.manual_seed(0)
rng = np.random.default_rng(0)

# damped oscillation, noisy
t = np.sort(rng.uniform(0, 4, 120))
y = np.exp(-0.4 * t) * np.cos(4 * t) + rng.normal(0, 0.05, t.size)
t_train, y_train = torch.from_numpy(t[::2]).unsqueeze(1), torch.from_numpy(y[::2]).unsqueeze(1)
t_valid, y_valid = torch.from_numpy(t[1::2]).unsqueeze(1), torch.from_numpy(y[1::2]).unsqueeze(1)


class Curve(nn.Module):
    def __init__(self, width=24):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(1, width), nn.Tanh(), nn.Linear(width, width), nn.Tanh(), nn.Linear(width, 1))

    def forward(self, t):
        return self.net(t / 2.0 - 1.0)


model = Curve()
criterion = nn.MSELoss()
optimizer = torch.optim.LBFGS(model.parameters(), lr=1.0, max_iter=20, history_size=20, line_search_fn="strong_wolfe")


def closure():
    optimizer.zero_grad()
    loss = criterion(model(t_train), y_train)
    loss = loss + 1e-6 * sum(p.pow(2).sum() for n, p in model.named_parameters() if n.endswith("weight"))
    loss.backward()
    return loss


for step in range(15):
    loss = optimizer.step(closure)
    if step % 5 == 4:
        with torch.no_grad():
            valid = criterion(model(t_valid), y_valid).item()
        print(f"step {step + 1}: train {loss.item():.5f} valid {valid:.5f}")
