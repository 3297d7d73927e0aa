import torch
from sklearn.datasets import load_digits
from torch.utils.data import Dataset


class Jitter:
    """Random shift by one pixel and a little noise."""

    def __init__(self, sigma=0.15):
        self.sigma = sigma

    def __call__(self, img):
        dx, dy = torch.randint(-1, 2, (2,)).tolist()
        return torch.roll(img, (dx, dy), dims=(1, 2)) + self.sigma * torch.randn_like(img)


class Digits(Dataset):
    def __init__(self, part, transform=None, n_train=1400):
        d = load_digits()
        order = torch.randperm(len(d.target), generator=torch.Generator().manual_seed(0))
        keep = order[:n_train] if part == "train" else order[n_train:]
        self.x = torch.tensor(d.images, dtype=torch.float32).unsqueeze(1)[keep] / 16
        self.y = torch.tensor(d.target)[keep]
        self.transform = transform

    def __len__(self):
        return len(self.y)

    def __getitem__(self, i):
        x = self.x[i]
        return (self.transform(x) if self.transform else x), self.y[i]
