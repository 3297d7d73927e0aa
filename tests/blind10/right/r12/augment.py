import torch
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch.utils.data import Dataset


def jitter(img):
    dy, dx = torch.randint(-1, 2, (2,)).tolist()
    img = torch.roll(img, (dy, dx), dims=(-2, -1))
    img = img * torch.empty(1).uniform_(0.8, 1.2) + 0.1 * torch.randn_like(img)
    return img * (torch.rand_like(img) > 0.1)


class TwoViews(Dataset):
    def __init__(self, images):
        self.images = images

    def __len__(self):
        return len(self.images)

    def __getitem__(self, i):
        return jitter(self.images[i]), jitter(self.images[i])


def load_split():
    d = load_digits()
    x = torch.tensor(d.images, dtype=torch.float32).unsqueeze(1) / 16
    y = torch.tensor(d.target)
    xa, xb, ya, yb = train_test_split(x, y, test_size=0.25, random_state=0, stratify=y)
    return (xa, ya), (xb, yb)
