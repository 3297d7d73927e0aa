import numpy as np
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)
rng = np.random.default_rng(0)


def draw(n):
    """Horizontal or vertical coloured bars on a dark background."""
    images = np.zeros((n, 16, 16, 3), dtype=np.float32)
    labels = rng.integers(0, 2, n)
    for i in range(n):
        position, colour = rng.integers(2, 13), rng.integers(0, 3)
        if labels[i]:
            images[i, position:position + 2, :, colour] = 1
        else:
            images[i, :, position:position + 2, colour] = 1
    return torch.from_numpy(images + 0.2 * rng.standard_normal(images.shape, dtype=np.float32)), torch.from_numpy(labels)


x_train, y_train = draw(600)
x_test, y_test = draw(200)
x_train = x_train.reshape(-1, 3, 16, 16)
x_test = x_test.reshape(-1, 3, 16, 16)

net = nn.Sequential(
    nn.Conv2d(3, 8, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
    nn.Conv2d(8, 8, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
    nn.Flatten(), nn.Linear(8 * 4 * 4, 2))
optimizer = torch.optim.Adam(net.parameters(), lr=2e-3)
loader = DataLoader(TensorDataset(x_train, y_train), batch_size=50, shuffle=True)
for epoch in range(6):
    for x, y in loader:
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(net(x), y)
        loss.backward()
        optimizer.step()
    print(epoch, loss.item())
net.eval()
with torch.no_grad():
    print("test accuracy", (net(x_test).argmax(1) == y_test).float().mean().item())
