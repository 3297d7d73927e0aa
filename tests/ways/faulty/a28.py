import torch
from torch import nn
model = nn.Sequential(nn.Linear(4, 8), nn.Dropout(), nn.Linear(8, 2))
opt = torch.optim.Adam(model.parameters())
for epoch in range(3):
    model.train() if epoch >= 0 else None
    for _ in range(10):
        x = torch.randn(8, 4); y = torch.randint(0, 2, (8,))
        opt.zero_grad
        loss = nn.functional.cross_entropy(model(x), y)
        loss.backward()
        opt.step
