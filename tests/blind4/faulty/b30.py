import numpy as np
import torch
from torch import nn
from sklearn.datasets import make_friedman1

rng = np.random.RandomState(0)
torch.manual_seed(0)


class TanhNet(nn.Module):
    def __init__(self, d, width=50, layers=3, std=4.0):
        super().__init__()
        dims = [d] + [width] * layers
        self.hidden = nn.ModuleList(nn.Linear(a, b) for a, b in zip(dims[:-1], dims[1:]))
        self.out = nn.Linear(width, 1)
        for lin in self.hidden:
            nn.init.normal_(lin.weight, 0.0, std)
            nn.init.zeros_(lin.bias)

    def forward(self, x):
        for lin in self.hidden:
            x = torch.tanh(lin(x))
        return self.out(x).squeeze(1)


X, y = make_friedman1(n_samples=1500, n_features=8, noise=0.3, random_state=0)
perm = rng.permutation(len(X))
train, test = perm[:1200], perm[1200:]
mx, sx = X[train].mean(0), X[train].std(0)
my, sy = y[train].mean(), y[train].std()
X = torch.tensor((X - mx) / sx, dtype=torch.float32)
y = torch.tensor((y - my) / sy, dtype=torch.float32)

model = TanhNet(8)
optimizer = torch.optim.SGD(model.parameters(), lr=0.02, momentum=0.9)
criterion = nn.MSELoss()

for epoch in range(1, 31):
    model.train()
    order = torch.from_numpy(rng.permutation(train))
    total = 0.0
    for idx in order.split(50):
        optimizer.zero_grad()
        loss = criterion(model(X[idx]), y[idx])
        loss.backward()
        optimizer.step()
        total += loss.item() * len(idx)
    if epoch % 10 == 0:
        model.eval()
        with torch.no_grad():
            t = criterion(model(X[test]), y[test]).item()
        print(f"epoch {epoch}: train {total / len(train):.3f} test {t:.3f}")
