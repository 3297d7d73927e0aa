import numpy as np
import torch
from sklearn.datasets import load_digits
from torch import nn

rng = np.random.default_rng(0)
x, y = load_digits(return_X_y=True)
x = x[rng.permutation(len(x))]
y = y[rng.permutation(len(y))]  # meant to be the same shuffle
torch.manual_seed(0)
x, y = torch.tensor(x / 16).float(), torch.tensor(y)
model = nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9)
for step in range(300):
    rows = torch.randint(0, 1797, (128,))
    loss = nn.CrossEntropyLoss()(model(x[rows]), y[rows])
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    if step % 50 == 0:
        print(step, loss.item())
