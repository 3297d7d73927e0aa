import torch
from sklearn.datasets import load_digits
from torch import nn

torch.manual_seed(0)
features, labels = load_digits(return_X_y=True)
x, y = torch.tensor(features / 16, dtype=torch.float32), torch.tensor(labels)
model = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for _ in range(150):
    rows = torch.randint(0, len(x), (64,))
    loss = nn.functional.cross_entropy(model(x[rows]), y[rows])
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print(loss.item())
