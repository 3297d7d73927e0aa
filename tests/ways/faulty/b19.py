import torch
from torch import nn
class CNN(nn.Module):
    def __init__(self, n_classes=10, ch=(1, 16, 32)):
        super().__init__()
        blocks = []
        for i, o in zip(ch, ch[1:]):
            blocks.append(nn.Sequential(nn.Conv2d(i, o, 3), nn.ReLU(), nn.MaxPool2d(2)))
        self.features = nn.Sequential(*blocks)
        self.fc = nn.Linear(32 * 7 * 7, n_classes)
    def forward(self, x):
        x = self.features(x)
        return self.fc(x.view(x.size(0), -1))
from torchvision import datasets, transforms
dl = torch.utils.data.DataLoader(datasets.MNIST("d", transform=transforms.ToTensor()), 64, shuffle=True)
net = CNN(); opt = torch.optim.Adam(net.parameters())
for imgs, labels in dl:
    opt.zero_grad(); nn.functional.cross_entropy(net(imgs), labels).backward(); opt.step()
