import torch
from sklearn.datasets import load_digits
from torch.utils.data import DataLoader, Dataset, Subset


class DigitImages(Dataset):
    def __init__(self):
        self.images = torch.tensor(load_digits().images, dtype=torch.float32).unsqueeze(1) / 16.0

    def __len__(self):
        return len(self.images)

    def __getitem__(self, idx):
        return self.images[idx]


def get_loaders(batch_size, seed=0):
    data = DigitImages()
    perm = torch.randperm(len(data), generator=torch.Generator().manual_seed(seed)).tolist()
    train, test = Subset(data, perm[:1400]), Subset(data, perm[1400:])
    return (DataLoader(train, batch_size=batch_size, shuffle=True),
            DataLoader(test, batch_size=batch_size))
