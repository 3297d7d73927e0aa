import numpy as np
import torch

# synthetic block-group data in the manner of California housing
rng = np.random.default_rng(7)
n = 2000
income = rng.gamma(3.0, 1.3, n)
rooms = rng.normal(5.4, 1.2, n)
age = rng.uniform(1, 52, n)
lat, lon = rng.uniform(32, 42, n), rng.uniform(-124, -114, n)
value = 0.45 * income + 0.1 * rooms + 0.004 * age - 0.08 * np.abs(lat - 36) + rng.normal(0, 0.3, n)
table = np.stack([income, rooms, age, lat, lon], 1)
table = (table - table.mean(0)) / table.std(0)
value = (value - value.mean()) / value.std()

X = torch.from_numpy(table).float()
t = torch.from_numpy(value).float().view(-1, 1)
torch.manual_seed(1)
net = torch.nn.Sequential(
    torch.nn.Linear(5, 40), torch.nn.ReLU(), torch.nn.Linear(40, 40), torch.nn.ReLU(), torch.nn.Linear(40, 1)
)
mse = torch.nn.MSELoss()
sgd = torch.optim.SGD(net.parameters(), lr=0.8, momentum=0.95)
for it in range(400):
    idx = torch.randint(0, 1600, (128,))
    sgd.zero_grad(set_to_none=True)
    err = mse(net(X[idx]), t[idx])
    err.backward()
    sgd.step()
    if it % 100 == 99:
        with torch.no_grad():
            print(it, err.item(), mse(net(X[1600:]), t[1600:]).item())
