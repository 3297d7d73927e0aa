import random

import torch
from torch.utils.data import Dataset

POSITIVE = "good great lovely superb fun warm clever bright".split()
NEGATIVE = "dull awful boring weak messy cold slow flat".split()
NEUTRAL = "the film story actor scene was very quite with and plot music a of".split()

VOCAB = {w: i + 1 for i, w in enumerate(POSITIVE + NEGATIVE + NEUTRAL)}


class ReviewDataset(Dataset):
    def __init__(self, n, max_len=16, seed=0):
        rng = random.Random(seed)
        self.items = []
        for _ in range(n):
            label = rng.randint(0, 1)
            words = rng.choices(NEUTRAL, k=rng.randint(6, max_len - 3))
            for _ in range(rng.randint(1, 3)):
                words.insert(rng.randrange(len(words)), rng.choice(POSITIVE if label else NEGATIVE))
            self.items.append(([VOCAB[w] for w in words], label))

    def __len__(self):
        return len(self.items)

    def __getitem__(self, idx):
        return self.items[idx]


def collate(batch):
    longest = max(len(t) for t, _ in batch)
    tokens = torch.zeros(len(batch), longest, dtype=torch.long)
    for row, (t, _) in enumerate(batch):
        tokens[row, : len(t)] = torch.tensor(t)
    labels = torch.tensor([lab for _, lab in batch], dtype=torch.float)
    return tokens, labels
