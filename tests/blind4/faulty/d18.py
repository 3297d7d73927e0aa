import numpy as np
import torch
from torch import nn, optim
from sklearn.metrics import r2_score


def wiggle(n, rng):
    x = rng.uniform(-3, 3, (n, 1)).astype(np.float32)
    y = (np.sin(2 * x) * np.exp(-0.1 * x ** 2) + 0.05 * rng.normal(size=(n, 1))).astype(np.float32)
    return torch.from_numpy(x / 1.73), torch.from_numpy(y)


def constant_init(module, value=0.1):
    if isinstance(module, nn.Linear):
        module.weight.data.fill_(value)
        module.bias.data.fill_(0.0)


rng = np.random.default_rng(0)
torch.manual_seed(0)
x_train, y_train = wiggle(800, rng)
x_test, y_test = wiggle(200, rng)
net = nn.Sequential(nn.Linear(1, 48), nn.Tanh(), nn.Linear(48, 48), nn.Tanh(), nn.Linear(48, 1))
net.apply(constant_init)
opt = optim.Adam(net.parameters(), lr=5e-3)
mse = nn.MSELoss()
for epoch in range(1, 41):
    net.train()
    total = 0.0
    for idx in torch.randperm(800).split(40):
        loss = mse(net(x_train[idx]), y_train[idx])
        opt.zero_grad()
        loss.backward()
        opt.step()
        total += loss.item() * len(idx)
    if epoch % 10 == 0:
        net.eval()
        with torch.no_grad():
            r2 = r2_score(y_test.numpy(), net(x_test).numpy())
        print(f"epoch {epoch} mse {total / 800:.4f} r2 {r2:.3f}")
