# Heteroscedastic regression: the network predicts a mean and a log-variance.
import math
import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(14)
rng = np.random.default_rng(14)


def generate(n):
    x = rng.uniform(-3, 3, (n, 1))
    sd = 0.02 + 0.08 * (x > 0)
    y = 0.5 * np.sin(2 * x) + sd * rng.normal(size=(n, 1))
    return torch.tensor(x, dtype=torch.float32), torch.tensor(y, dtype=torch.float32)


class MeanVariance(nn.Module):
    def __init__(self, hidden=48):
        super().__init__()
        self.trunk = nn.Sequential(nn.Linear(1, hidden), nn.Tanh(), nn.Linear(hidden, hidden), nn.Tanh())
        self.mean = nn.Linear(hidden, 1)
        self.log_var = nn.Linear(hidden, 1)

    def forward(self, x):
        h = self.trunk(x)
        return self.mean(h), self.log_var(h).clamp(-10, 4)


def gaussian_nll(mean, log_var, y):
    return 0.5 * (log_var + (y - mean) ** 2 * torch.exp(-log_var) + math.log(2 * math.pi)).mean()


x_train, y_train = generate(1500)
x_test, y_test = generate(500)
loader = DataLoader(TensorDataset(x_train, y_train), batch_size=50, shuffle=True)
model = MeanVariance()
optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=50)

for epoch in range(50):
    model.train()
    total = 0.0
    for x, y in loader:
        loss = gaussian_nll(*model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item() * len(x)
    scheduler.step()
    if epoch % 10 == 9:
        model.eval()
        with torch.no_grad():
            m, lv = model(x_test)
            nll = gaussian_nll(m, lv, y_test).item()
            inside = ((y_test - m).abs() < 1.645 * torch.exp(0.5 * lv)).float().mean().item()
        print(f'epoch {epoch + 1}: train NLL {total / len(x_train):.3f} test NLL {nll:.3f} '
              f'rmse {(m - y_test).pow(2).mean().sqrt().item():.3f} 90% interval covers {inside:.3f}')
