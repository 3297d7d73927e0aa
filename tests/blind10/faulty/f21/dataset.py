import random
import torch
from torch.utils.data import Dataset

GOOD = "great lovely superb enjoyable brilliant warm".split()
POOR = "dull awful boring weak terrible flat".split()
FILL = "the film was with a plot and some actors in it really quite".split()


class ReviewDataset(Dataset):
    def __init__(self, n, seed):
        rng = random.Random(seed)
        self.texts, self.labels = [], []
        for _ in range(n):
            label = rng.randrange(3)
            words = [rng.choice(FILL) for _ in range(rng.randint(5, 12))]
            pool = {0: POOR, 1: POOR + GOOD, 2: GOOD}[label]
            for _ in range(3):
                words.insert(rng.randrange(len(words)), rng.choice(pool))
            self.texts.append(words)
            self.labels.append(label)

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, i):
        return self.texts[i], self.labels[i]


class Vocabulary(dict):
    @classmethod
    def build(cls, texts):
        v = cls({"<pad>": 0, "<unk>": 1})
        for words in texts:
            for w in words:
                v.setdefault(w, len(v))
        return v


def collate(batch, vocab):
    texts, labels = zip(*batch)
    width = max(len(t) for t in texts)
    ids = torch.zeros(len(texts), width, dtype=torch.long)
    for r, t in enumerate(texts):
        ids[r, :len(t)] = torch.tensor([vocab.get(w, 1) for w in t])
    return ids, torch.tensor(labels)
