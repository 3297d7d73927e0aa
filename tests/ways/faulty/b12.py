import torch
from torch import nn
from torchvision import datasets, transforms as T
def build_transforms(size):
    return T.Compose([T.RandomResizedCrop(size), T.RandomHorizontalFlip(), T.ToTensor()])
class Data:
    def __init__(self, root, bs=32):
        tf = build_transforms(224)
        self.train = torch.utils.data.DataLoader(datasets.ImageFolder(f"{root}/train", tf), bs, shuffle=True)
        self.val = torch.utils.data.DataLoader(datasets.ImageFolder(f"{root}/val", tf), bs)
d = Data("flowers")
m = nn.Sequential(nn.Conv2d(3, 8, 3), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, 5))
o = torch.optim.Adam(m.parameters())
for x, y in d.train:
    o.zero_grad(); nn.functional.cross_entropy(m(x), y).backward(); o.step()
m.eval(); c = 0
with torch.no_grad():
    for x, y in d.val:
        c += (m(x).argmax(1) == y).sum().item()
print(c)
