import numpy as np
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset


def make_images(n, rng):
    labels = rng.integers(0, 3, n)
    images = rng.random((n, 32, 32, 3), dtype=np.float32) * 0.5
    for i, c in enumerate(labels):
        images[i, 8:24, 8:24, c] += 0.5
    return images, labels


rng = np.random.default_rng(0)
torch.manual_seed(0)
images, labels = make_images(300, rng)
dataset = TensorDataset(torch.from_numpy(images), torch.from_numpy(labels))
loader = DataLoader(dataset, batch_size=20, shuffle=True)

model = nn.Sequential(
    nn.Conv2d(3, 8, 3, padding=1), nn.ReLU(), nn.MaxPool2d(4),
    nn.Flatten(), nn.Linear(8 * 8 * 8, 3),
)
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)

for epoch in range(3):
    for x, y in loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
    print(epoch, loss.item())
