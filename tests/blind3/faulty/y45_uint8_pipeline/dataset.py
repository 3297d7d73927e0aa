import torch
from torch.utils.data import Dataset


def to_tensor(img):
    """(H, W) picture -> (1, H, W) in 0..1"""
    return torch.as_tensor(img, dtype=torch.float32).unsqueeze(0) / 255.0


class Images(Dataset):
    def __init__(self, images, labels):
        self.images, self.labels = images, labels

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, i):
        return to_tensor(self.images[i]), int(self.labels[i])
