import random
import torch

PAD, BOS, EOS = 0, 1, 2
VOCAB = 13


def make_batches(n_batches, size, seed):
    rng = random.Random(seed)
    for _ in range(n_batches):
        length = rng.randint(3, 7)
        src = [[rng.randint(3, 12) for _ in range(length)] for _ in range(size)]
        tgt = [[BOS] + s[::-1] + [EOS] for s in src]
        yield torch.tensor(src), torch.tensor(tgt)
