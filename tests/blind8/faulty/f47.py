import random
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split


class Compose:
    def __init__(self, fns):
        self.fns = fns

    def __call__(self, x):
        for f in self.fns:
            x = f(x)
        return x


def normalize(x):
    return (x - 0.3053) / 0.3763


def random_shift(x):
    dy, dx = random.randint(-1, 1), random.randint(-1, 1)
    return torch.roll(x, (dy, dx), dims=(-2, -1))


def random_noise(x, sigma=0.15):
    return x + sigma * torch.randn_like(x)


def build_transform(augment=True):
    steps = [random_shift, random_noise] if augment else []
    return Compose(steps + [normalize])


class Digits(Dataset):
    def __init__(self, split, transform=None, seed=0):
        d = load_digits()
        tr, te = train_test_split(range(len(d.target)), test_size=0.25, random_state=seed, stratify=d.target)
        idx = tr if split == 'train' else te
        self.x = torch.tensor(d.images[idx], dtype=torch.float32).unsqueeze(1) / 16
        self.y = torch.tensor(d.target[idx])
        self.transform = transform

    def __len__(self):
        return len(self.y)

    def __getitem__(self, i):
        x = self.x[i]
        return (self.transform(x) if self.transform else x), self.y[i]


def get_loader(split, batch_size):
    is_train = split == 'train'
    dataset = Digits(split, transform=build_transform())
    return DataLoader(dataset, batch_size=batch_size, shuffle=is_train)


def main():
    random.seed(0)
    torch.manual_seed(0)
    train_loader, test_loader = get_loader('train', 64), get_loader('test', 256)
    model = nn.Sequential(nn.Conv2d(1, 16, 3, padding=1), nn.ReLU(), nn.Conv2d(16, 32, 3, padding=1), nn.ReLU(),
                          nn.MaxPool2d(2), nn.Flatten(), nn.Linear(32 * 16, 10))
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    criterion = nn.CrossEntropyLoss()
    for epoch in range(6):
        model.train()
        running = 0.0
        for x, y in train_loader:
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
            running += loss.item() * len(y)
        print(epoch, f'{running / len(train_loader.dataset):.4f}')
    for attempt in range(2):
        model.eval()
        with torch.no_grad():
            good = sum((model(x).argmax(1) == y).sum().item() for x, y in test_loader)
        print('test accuracy', good / len(test_loader.dataset))


if __name__ == '__main__':
    main()
