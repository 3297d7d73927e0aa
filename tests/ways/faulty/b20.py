import torch
from torch import nn
from torchvision import datasets, transforms
dl = torch.utils.data.DataLoader(datasets.FashionMNIST("d", transform=transforms.ToTensor()), 64, shuffle=True)
class MLP(nn.Module):
    def __init__(self, cfg):
        super().__init__()
        self.hidden = nn.Linear(cfg["in"], cfg["hid"]); self.out = nn.Linear(cfg["hid"], 10)
    def forward(self, x):
        return self.out(torch.relu(self.hidden(x)))
net = MLP({"in": 784, "hid": 100}); opt = torch.optim.Adam(net.parameters())
for imgs, labels in dl:
    opt.zero_grad(); nn.functional.cross_entropy(net(imgs), labels).backward(); opt.step()
