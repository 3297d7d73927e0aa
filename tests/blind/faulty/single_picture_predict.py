import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset

torch.manual_seed(0)
NAMES = ["circle", "cross", "square"]


class Sketches(Dataset):
    def __init__(self, n=150):
        self.y = torch.randint(0, 3, (n,))
        self.x = 0.2 * torch.rand(n, 1, 28, 28)
        yy, xx = torch.meshgrid(torch.arange(28), torch.arange(28), indexing="ij")
        r = ((yy - 14) ** 2 + (xx - 14) ** 2).float().sqrt()
        masks = [((r - 9).abs() < 1.5), ((yy - xx).abs() < 2) | ((yy + xx - 28).abs() < 2),
                 (((yy - 14).abs() == 9) & ((xx - 14).abs() <= 9)) | (((xx - 14).abs() == 9) & ((yy - 14).abs() <= 9))]
        for i, c in enumerate(self.y.tolist()):
            self.x[i, 0][masks[c]] += 0.8

    def __len__(self):
        return len(self.y)

    def __getitem__(self, i):
        return self.x[i], self.y[i]


class SketchNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 4, 3)
        self.conv2 = nn.Conv2d(4, 8, 3)
        self.fc = nn.Linear(8 * 5 * 5, 3)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        return self.fc(torch.flatten(x, 1))


def train(net, loader):
    opt = torch.optim.Adam(net.parameters(), lr=3e-3)
    net.train()
    for epoch in range(2):
        for x, y in loader:
            opt.zero_grad()
            loss = F.cross_entropy(net(x), y)
            loss.backward()
            opt.step()
        print("epoch", epoch, loss.item())


def predict_one(net, image):
    net.eval()
    with torch.no_grad():
        scores = net(image)
    return NAMES[scores.argmax().item()]


data = Sketches()
net = SketchNet()
train(net, DataLoader(data, batch_size=15, shuffle=True))
image, label = data[0]
print("predicted", predict_one(net, image), "truth", NAMES[label])
