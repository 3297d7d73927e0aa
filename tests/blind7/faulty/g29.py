import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import Dataset, DataLoader
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split


def load_as_bytes():
    d = load_digits()
    img = torch.tensor(d.images * 255 / 16).round().to(torch.uint8)
    return img, torch.tensor(d.target)


class Scans(Dataset):
    def __init__(self, img, lab):
        self.img = img.float().div(255)
        self.lab = lab

    def __len__(self):
        return len(self.lab)

    def __getitem__(self, i):
        return self.img[i].unsqueeze(0) / 255.0, self.lab[i]


torch.manual_seed(24)
img, lab = load_as_bytes()
tr, te = train_test_split(range(len(lab)), test_size=0.2, random_state=24)
train_dl = DataLoader(Scans(img[tr], lab[tr]), batch_size=64, shuffle=True)
test_dl = DataLoader(Scans(img[te], lab[te]), batch_size=360)
net = nn.Sequential(nn.Flatten(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
opt = torch.optim.SGD(net.parameters(), lr=0.05, momentum=0.9)
for epoch in range(10):
    tot = 0.0
    for x, y in train_dl:
        opt.zero_grad()
        loss = F.cross_entropy(net(x), y)
        loss.backward()
        opt.step()
        tot += loss.item() * len(y)
    print(epoch, tot / len(tr))
with torch.no_grad():
    print("acc", sum((net(x).argmax(1) == y).sum().item() for x, y in test_dl) / len(te))
