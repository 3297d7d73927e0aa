import numpy as np
import torch
from sklearn.datasets import load_sample_image
from torch import nn

photos = [load_sample_image(name)[:416, :640] for name in ("china.jpg", "flower.jpg")]
patches = [photo.reshape(13, 32, 20, 32, 3).swapaxes(1, 2).reshape(-1, 32, 32, 3) for photo in photos]
X = torch.tensor(np.concatenate(patches) / 255, dtype=torch.float32)
y = torch.arange(2).repeat_interleave(260)

torch.manual_seed(0)
model = nn.Sequential(nn.Conv2d(3, 8, 3, stride=2), nn.ReLU(), nn.Flatten(), nn.Linear(8 * 15 * 15, 2))
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=0.001)

for step in range(20):
    optimizer.zero_grad()
    loss = criterion(model(X.reshape(-1, 3, 32, 32)), y)
    loss.backward()
    optimizer.step()
print(f"loss {loss.item():.3f}")
