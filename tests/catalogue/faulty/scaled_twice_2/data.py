import torch
from torch.utils.data import Dataset
from sklearn.datasets import load_digits


class Digits(Dataset):
    """Digits as 8-bit pictures, scaled to [0, 1]."""

    def __init__(self, rows):
        digits = load_digits()
        pixels = torch.tensor(digits.images[rows] * 255 / 16).round().to(torch.uint8)
        self.x = pixels.float().div(255).flatten(1)
        self.y = torch.tensor(digits.target[rows])

    def __len__(self):
        return len(self.y)

    def __getitem__(self, i):
        return self.x[i], self.y[i]
