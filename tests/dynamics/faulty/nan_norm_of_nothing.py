import torch
from sklearn.datasets import load_digits
from torch import nn

# two views of one picture should be close, of two pictures apart
torch.manual_seed(4)
images = torch.tensor(load_digits().data / 16, dtype=torch.float32)
encoder = nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 8))
optimizer = torch.optim.Adam(encoder.parameters(), lr=1e-3)
for step in range(120):
    first = images[torch.randint(0, 1797, (32,))]
    second = torch.where(torch.rand(32, 1) < 0.5, first, images[torch.randint(0, 1797, (32,))])
    same = (first == second).all(1).float()
    gap = torch.sqrt(((encoder(first) - encoder(second)) ** 2).sum(1))
    loss = (same * gap**2 + (1 - same) * (1 - gap).clamp(min=0) ** 2).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    if step % 30 == 0:
        print(step, loss.item())
