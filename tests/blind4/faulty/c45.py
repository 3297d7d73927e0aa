import torch
import torch.nn as nn
from sklearn.datasets import load_digits
from torch.utils.data import DataLoader, Dataset


class Compose:
    def __init__(self, *steps):
        self.steps = steps

    def __call__(self, img):
        for s in self.steps:
            img = s(img)
        return img


class ToTensor:
    def __call__(self, img):
        return torch.tensor(img, dtype=torch.float32).div(16).unsqueeze(0)


class Normalize:
    def __init__(self, mean, std):
        self.mean = torch.tensor(mean).view(-1, 1, 1)
        self.std = torch.tensor(std).view(-1, 1, 1)

    def __call__(self, t):
        return t.sub_(self.mean).div_(self.std)


class DigitSet(Dataset):
    def __init__(self, images, labels, transform):
        self.images, self.labels, self.transform = images, labels, transform

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, i):
        return self.transform(self.images[i]), int(self.labels[i])


transform = Compose(ToTensor(), Normalize((0.485, 0.456, 0.406), (0.229, 0.224, 0.225)))

torch.manual_seed(0)
d = load_digits()
perm = torch.randperm(len(d.target)).numpy()
tr, te = perm[:1400], perm[1400:]
train_dl = DataLoader(DigitSet(d.images[tr], d.target[tr], transform), batch_size=50, shuffle=True)
test_dl = DataLoader(DigitSet(d.images[te], d.target[te], transform), batch_size=200)
net = nn.Sequential(nn.Conv2d(1, 16, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(144, 10))
opt = torch.optim.Adam(net.parameters(), lr=2e-3)
crit = nn.CrossEntropyLoss()
for epoch in range(4):
    net.train()
    s = 0.0
    for x, y in train_dl:
        opt.zero_grad()
        loss = crit(net(x), y)
        loss.backward()
        opt.step()
        s += loss.item() * len(y)
    net.eval()
    with torch.no_grad():
        hits = sum((net(x).argmax(1) == y).sum().item() for x, y in test_dl)
    print(epoch + 1, s / len(tr), hits / len(te))
