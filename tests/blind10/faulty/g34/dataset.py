import random

import torch
from sklearn.datasets import load_digits
from torch.utils.data import Dataset


class PairDataset(Dataset):
    """Pairs of digits; label 1 if both show the same digit."""

    def __init__(self, start, stop, n_pairs, seed):
        d = load_digits()
        self.x = torch.tensor(d.data[start:stop] / 16.0, dtype=torch.float32)
        self.y = d.target[start:stop]
        groups = {c: [i for i, t in enumerate(self.y) if t == c] for c in range(10)}
        rnd = random.Random(seed)
        self.pairs = []
        for k in range(n_pairs):
            i = rnd.randrange(len(self.y))
            if k % 2 == 0:
                j = rnd.choice(groups[self.y[i]])
            else:
                j = rnd.randrange(len(self.y))
            self.pairs.append((i, j, float(self.y[i] == self.y[j])))

    def __len__(self):
        return len(self.pairs)

    def __getitem__(self, k):
        i, j, same = self.pairs[k]
        return self.x[i], self.x[j], torch.tensor(same)
