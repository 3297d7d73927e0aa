import numpy as np
import torch

rng = np.random.default_rng(3)
area = rng.normal(90, 25, 1500)
floor = rng.integers(0, 12, 1500)
year = rng.uniform(1960, 2024, 1500)
price = 3500 * area + 4000 * floor + 900 * (year - 1960) + rng.normal(0, 15000, 1500)
X = np.stack([area, floor, year], 1)
X = (X - X.mean(0)) / X.std(0)


class House(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.l1 = torch.nn.Linear(3, 64)
        self.l2 = torch.nn.Linear(64, 64)
        self.l3 = torch.nn.Linear(64, 1)

    def forward(self, x):
        return self.l3(torch.relu(self.l2(torch.relu(self.l1(x)))))


torch.manual_seed(0)
x, t = torch.tensor(X).float(), torch.tensor(price).float().unsqueeze(1)
model, loss_fn = House(), torch.nn.MSELoss()
optimizer = torch.optim.Adam(model.parameters(), lr=0.001)
for epoch in range(12):
    for i in torch.randperm(1200).split(60):
        loss = loss_fn(model(x[i]), t[i])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    with torch.no_grad():
        print(epoch, loss_fn(model(x[1200:]), t[1200:]).item() ** 0.5)
