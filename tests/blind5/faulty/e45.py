from collections import Counter
from dataclasses import dataclass

import pandas as pd
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset


@dataclass
class Args:
    path: str = 'yelp_small.csv'
    num_classes: int = 5
    max_len: int = 120
    vocab_size: int = 15000
    dim: int = 64
    batch: int = 64
    lr: float = 2e-3
    epochs: int = 5


class YelpDataset(Dataset):
    def __init__(self, frame, stoi, max_len):
        self.texts = [self._encode(t, stoi, max_len) for t in frame['text']]
        self.stars = frame['stars'].tolist()      # 1 ~ 5

    @staticmethod
    def _encode(text, stoi, max_len):
        ids = [stoi.get(w, 1) for w in text.lower().split()[:max_len]]
        return ids + [0] * (max_len - len(ids))

    def __len__(self):
        return len(self.stars)

    def __getitem__(self, i):
        return torch.tensor(self.texts[i]), torch.tensor(self.stars[i], dtype=torch.long)


class BagOfEmbeddings(nn.Module):
    def __init__(self, args):
        super().__init__()
        self.emb = nn.Embedding(args.vocab_size, args.dim, padding_idx=0)
        self.mlp = nn.Sequential(nn.Linear(args.dim, args.dim), nn.ReLU(), nn.Linear(args.dim, args.num_classes))

    def forward(self, ids):
        mask = (ids != 0).unsqueeze(-1).float()
        z = (self.emb(ids) * mask).sum(1) / mask.sum(1).clamp(min=1)
        return self.mlp(z)


def build_vocab(texts, size):
    c = Counter(w for t in texts for w in t.lower().split())
    return {w: i + 2 for i, (w, _) in enumerate(c.most_common(size - 2))}


def main():
    args = Args()
    torch.manual_seed(0)
    df = pd.read_csv(args.path).sample(frac=1, random_state=0)
    df['stars'] = df['stars'].astype(int)
    cut = int(0.85 * len(df))
    stoi = build_vocab(df['text'][:cut], args.vocab_size)
    train_dl = DataLoader(YelpDataset(df[:cut], stoi, args.max_len), args.batch, shuffle=True)
    valid_dl = DataLoader(YelpDataset(df[cut:], stoi, args.max_len), args.batch)
    model = BagOfEmbeddings(args)
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=args.lr)
    for epoch in range(args.epochs):
        model.train()
        for ids, stars in train_dl:
            optimizer.zero_grad()
            loss = criterion(model(ids), stars)
            loss.backward()
            optimizer.step()
        model.eval()
        hit = 0
        with torch.no_grad():
            for ids, stars in valid_dl:
                hit += (model(ids).argmax(1) == stars).sum().item()
        print(f'epoch {epoch} last loss {loss.item():.3f} acc {hit / len(valid_dl.dataset):.3f}')


if __name__ == '__main__':
    main()
