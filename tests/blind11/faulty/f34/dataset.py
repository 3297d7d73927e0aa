import numpy as np
import torch
from sklearn.datasets import load_digits
from torch.utils.data import Dataset


class DigitImages(Dataset):
    """8x8 digits. `transform` gets a float32 array with values 0..16."""

    def __init__(self, indices, transform):
        bunch = load_digits()
        self.images = bunch.images[indices].astype(np.float32)
        self.labels = bunch.target[indices]
        self.transform = transform

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, i):
        return self.transform(self.images[i]), int(self.labels[i])


class Scale:
    def __init__(self, top=16.0):
        self.top = top

    def __call__(self, a):
        return a / self.top


class Normalise:
    def __init__(self, mean, std):
        self.mean, self.std = mean, std

    def __call__(self, a):
        return (a - self.mean) / self.std


class RandomShift:
    """Move the picture by at most one pixel."""

    def __call__(self, a):
        dy, dx = np.random.randint(-1, 2, size=2)
        return np.roll(a, (dy, dx), axis=(0, 1))


class ToTensor:
    def __call__(self, a):
        return torch.from_numpy(np.ascontiguousarray(a)).unsqueeze(0)


class Pipeline:
    def __init__(self, *steps):
        self.steps = steps

    def __call__(self, a):
        for s in self.steps:
            a = s(a)
        return a
