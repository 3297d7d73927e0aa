"""Every epoch evaluates the whole set, in eval mode and without gradients, and goes back."""

import torch
from torch import nn

torch.manual_seed(0)
model = nn.Sequential(nn.Linear(4, 16), nn.BatchNorm1d(16), nn.ReLU(), nn.Dropout(0.2), nn.Linear(16, 3))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=20)
x, y = torch.randn(96, 4), torch.randint(0, 3, (96,))
history, best = [], float("inf")
for epoch in range(20):
    model.train()
    optimizer.zero_grad()
    loss = nn.functional.cross_entropy(model(x[:64]), y[:64])
    loss.backward()
    optimizer.step()
    scheduler.step()
    history.append(loss.item())
    model.eval()
    with torch.no_grad():
        best = min(best, nn.functional.cross_entropy(model(x[64:]), y[64:]).item())
