import torch
from sklearn.datasets import load_digits
from torch import nn

torch.manual_seed(0)
features, labels = load_digits(return_X_y=True)
x, y = torch.tensor(features / 16, dtype=torch.float32), torch.tensor(labels)
y = y[torch.randperm(len(y))]
seen, held_out = slice(0, 400), slice(400, 1797)
model = nn.Sequential(nn.Linear(64, 256), nn.ReLU(), nn.Linear(256, 10))
optimizer = torch.optim.Adam(model.parameters(), lr=0.005)
for _ in range(30):
    for rows in torch.randperm(400).split(50):
        loss = nn.functional.cross_entropy(model(x[seen][rows]), y[seen][rows])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    with torch.no_grad():
        validation = nn.functional.cross_entropy(model(x[held_out]), y[held_out])
print(loss.item(), validation.item())
