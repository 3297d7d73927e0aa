import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import load_digits
from torch.utils.data import DataLoader, Dataset, random_split


class RandomShift:
    def __init__(self, k=1):
        self.k = k

    def __call__(self, img):
        dy, dx = torch.randint(-self.k, self.k + 1, (2,)).tolist()
        return torch.roll(img, (dy, dx), dims=(1, 2))


class DigitImages(Dataset):
    def __init__(self, transform=None):
        d = load_digits()
        self.images = torch.tensor(d.images / 16.0, dtype=torch.float32).unsqueeze(1)
        self.labels = torch.tensor(d.target)
        self.transform = transform

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, i):
        img = self.images[i]
        if self.transform is not None:
            img = self.transform(img)
        return img, self.labels[i]


class SmallCNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Sequential(
            nn.Conv2d(1, 16, 3, padding=1), nn.ReLU(),
            nn.Conv2d(16, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        )
        self.fc = nn.Linear(16 * 16, 10)

    def forward(self, x):
        return self.fc(self.conv(x).flatten(1))


torch.manual_seed(3)
full = DigitImages(transform=RandomShift(1))
train_ds, val_ds = random_split(full, [1437, 360], generator=torch.Generator().manual_seed(3))
val_ds.dataset.transform = None

train_dl = DataLoader(train_ds, batch_size=48, shuffle=True)
val_dl = DataLoader(val_ds, batch_size=120)
model = SmallCNN()
opt = torch.optim.Adam(model.parameters(), lr=2e-3)

for epoch in range(6):
    model.train()
    seen = tot = 0
    for x, y in train_dl:
        loss = F.cross_entropy(model(x), y)
        opt.zero_grad()
        loss.backward()
        opt.step()
        tot += loss.item() * len(y)
        seen += len(y)
    model.eval()
    with torch.no_grad():
        good = sum(int((model(x).argmax(1) == y).sum()) for x, y in val_dl)
    print(f"epoch {epoch + 1} train loss {tot / seen:.4f} val acc {good / len(val_ds):.4f}")
