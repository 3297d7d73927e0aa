import torch
import torch.nn as nn
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, Dataset


class RandomShiftNoise:
    def __init__(self, max_shift=2, noise=0.25):
        self.max_shift, self.noise = max_shift, noise

    def __call__(self, img):
        dx, dy = torch.randint(-self.max_shift, self.max_shift + 1, (2,)).tolist()
        img = torch.roll(img, (dy, dx), dims=(1, 2))
        return img + self.noise * torch.randn_like(img)


class DigitImages(Dataset):
    def __init__(self, images, targets, transform=None):
        self.images = torch.tensor(images / 16.0, dtype=torch.float32).unsqueeze(1)
        self.targets = torch.tensor(targets)
        self.transform = transform

    def __len__(self):
        return len(self.targets)

    def __getitem__(self, i):
        img = self.images[i]
        if self.transform:
            img = self.transform(img)
        return img, self.targets[i]


class CNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.f = nn.Sequential(
            nn.Conv2d(1, 24, 3, padding=1), nn.BatchNorm2d(24), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(24, 48, 3, padding=1), nn.BatchNorm2d(48), nn.ReLU(), nn.AdaptiveAvgPool2d(2))
        self.fc = nn.Linear(48 * 4, 10)

    def forward(self, x):
        return self.fc(self.f(x).flatten(1))


def evaluate(model, loader):
    model.eval()
    with torch.no_grad():
        return sum((model(x).argmax(1) == y).sum().item() for x, y in loader) / len(loader.dataset)


def main():
    torch.manual_seed(0)
    d = load_digits()
    a, b, c, e = train_test_split(d.images, d.target, test_size=0.3, random_state=0, stratify=d.target)
    transform = RandomShiftNoise()
    train_set = DigitImages(a, c, transform)
    test_set = DigitImages(b, e, transform)
    train_loader = DataLoader(train_set, batch_size=64, shuffle=True)
    test_loader = DataLoader(test_set, batch_size=128)
    model = CNN()
    opt = torch.optim.Adam(model.parameters(), lr=2e-3)
    ce = nn.CrossEntropyLoss()
    for epoch in range(6):
        model.train()
        s = 0.0
        for x, y in train_loader:
            opt.zero_grad()
            loss = ce(model(x), y)
            loss.backward()
            opt.step()
            s += loss.item() * len(y)
        print(f'epoch {epoch + 1} loss {s / len(train_set):.4f} test acc {evaluate(model, test_loader):.4f}')
    print('repeated:', [round(evaluate(model, test_loader), 4) for _ in range(3)])


main()
