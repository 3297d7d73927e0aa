import torch
import torch.nn.functional as F
from sklearn.datasets import load_iris
from torch import nn

torch.manual_seed(0)
features, species = load_iris(return_X_y=True)
x = torch.tensor(features, dtype=torch.float32)  # (150, 4)
y = torch.tensor(species)
first, second, head = nn.Linear(4, 16), nn.Linear(16, 16), nn.Linear(16, 3)
model = nn.ModuleList([first, second, head])
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
for step in range(100):
    skip = F.relu(first(x))
    hidden = F.relu(second(skip))
    hidden = hidden + skip
    loss = F.cross_entropy(head(hidden), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
