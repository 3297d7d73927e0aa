import torch
from torch import nn
from torchvision import models, datasets, transforms
model = models.mobilenet_v2(weights="DEFAULT")
for p in model.parameters():
    p.requires_grad = False
model.fc = nn.Linear(1280, 5)
opt = torch.optim.Adam(model.fc.parameters(), 1e-3)
dl = torch.utils.data.DataLoader(datasets.ImageFolder("x", transforms.ToTensor()), 16, shuffle=True)
for x, y in dl:
    opt.zero_grad(); nn.functional.cross_entropy(model(x), y).backward(); opt.step()
