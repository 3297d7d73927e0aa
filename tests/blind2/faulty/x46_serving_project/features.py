import numpy as np
import torch


class PixelStats:
    def __init__(self, X):
        self.mean = X.mean(0)
        self.std = X.std(0) + 1e-3

    def apply(self, X):
        return torch.tensor((X - self.mean) / self.std, dtype=torch.float32)


def unit_range(X):
    return torch.tensor(np.asarray(X) / 16.0, dtype=torch.float32)
