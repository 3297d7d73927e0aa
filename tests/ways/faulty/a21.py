import torch, torchvision
from torch import nn
model = torchvision.models.resnet18(weights="IMAGENET1K_V1")
optimizer = torch.optim.Adam(model.parameters(), lr=1e-4)
model.fc = nn.Linear(model.fc.in_features, 7)
loader = torch.utils.data.DataLoader(torchvision.datasets.ImageFolder("train", torchvision.transforms.ToTensor()), 32, shuffle=True)
for x, y in loader:
    optimizer.zero_grad()
    nn.functional.cross_entropy(model(x), y).backward()
    optimizer.step()
