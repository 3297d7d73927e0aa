import copy

import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split


class EMA:
    def __init__(self, model, decay=0.98):
        self.model = copy.deepcopy(model).eval()
        self.decay = decay
        for p in self.model.parameters():
            p.requires_grad_(False)

    @torch.no_grad()
    def update(self, model):
        for e, p in zip(self.model.parameters(), model.parameters()):
            e.mul_(self.decay).add_(p, alpha=1 - self.decay)


torch.manual_seed(0)
X, y = load_digits(return_X_y=True)
a, b, ya, yb = train_test_split(X / 16, y, test_size=0.2, random_state=0)
loader = DataLoader(TensorDataset(torch.tensor(a).float(), torch.tensor(ya)), batch_size=32, shuffle=True)
model = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
ema = EMA(model)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
criterion = nn.CrossEntropyLoss()
for epoch in range(6):
    model.train()
    for x, t in loader:
        optimizer.zero_grad()
        criterion(model(x), t).backward()
        optimizer.step()
        ema.update(model)

with torch.no_grad():
    acc = (ema.model(torch.tensor(b).float()).argmax(1) == torch.tensor(yb)).float().mean().item()
print("accuracy of the averaged weights", acc)
