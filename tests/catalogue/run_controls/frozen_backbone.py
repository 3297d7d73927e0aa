"""A loaded backbone is frozen and stays in eval mode, a new head is trained; later all of it."""

import io

import torch
from torch import nn

torch.manual_seed(0)
backbone = nn.Sequential(nn.Linear(4, 16), nn.BatchNorm1d(16), nn.ReLU(), nn.Dropout(0.2))
file = io.BytesIO()
torch.save(backbone.state_dict(), file)
file.seek(0)
backbone.load_state_dict(torch.load(file))
head = nn.Linear(16, 3)
model = nn.Sequential(backbone, head)
x, y = torch.randn(64, 4), torch.randint(0, 3, (64,))
for weight in backbone.parameters():
    weight.requires_grad_(False)
optimizer = torch.optim.SGD(head.parameters(), lr=0.1)
for epoch in range(15):
    model.train()
    backbone.eval()
    optimizer.zero_grad()
    nn.functional.cross_entropy(model(x), y).backward()
    optimizer.step()
    model.eval()
    with torch.no_grad():
        print((model(x).argmax(1) == y).float().mean().item())
for weight in backbone.parameters():
    weight.requires_grad_(True)
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
for epoch in range(15):
    model.train()
    optimizer.zero_grad()
    nn.functional.cross_entropy(model(x), y).backward()
    optimizer.step()
