import torch
import torch.nn as nn
from torch.utils.data import Dataset, DataLoader, random_split
from sklearn.datasets import load_digits


class DigitImages(Dataset):
    def __init__(self, transform=None):
        d = load_digits()
        self.images = torch.tensor(d.images, dtype=torch.float32).unsqueeze(1) / 16
        self.labels = torch.tensor(d.target)
        self.transform = transform

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, i):
        img = self.images[i]
        if self.transform is not None:
            img = self.transform(img)
        return img, self.labels[i]


class JitterShift:
    """Random shift by one pixel plus a little noise."""

    def __call__(self, img):
        dy, dx = torch.randint(-1, 2, (2,)).tolist()
        return torch.roll(img, (dy, dx), dims=(1, 2)) + 0.05 * torch.randn_like(img)


torch.manual_seed(19)
full = DigitImages(transform=JitterShift())
n_val = 360
train_part, val_part = random_split(full, [len(full) - n_val, n_val], generator=torch.Generator().manual_seed(19))
val_part.dataset.transform = None

train_loader = DataLoader(train_part, batch_size=64, shuffle=True)
val_loader = DataLoader(val_part, batch_size=180)

cnn = nn.Sequential(
    nn.Conv2d(1, 12, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
    nn.Conv2d(12, 24, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
    nn.Flatten(), nn.Linear(96, 10))
opt = torch.optim.Adam(cnn.parameters(), lr=2e-3)
ce = nn.CrossEntropyLoss()

for epoch in range(6):
    cnn.train()
    for img, lab in train_loader:
        opt.zero_grad()
        ce(cnn(img), lab).backward()
        opt.step()
    cnn.eval()
    with torch.no_grad():
        hit = sum((cnn(img).argmax(1) == lab).sum().item() for img, lab in val_loader)
    print(epoch, hit / n_val)
