import torch
import torch.nn as nn
from itertools import chain
from torch.utils.data import DataLoader, Dataset


class ToyReviews(Dataset):
    """Random token sequences; label = whether token 7 is in the first half."""

    def __init__(self, n=800, length=20, vocab=50, seed=0):
        g = torch.Generator().manual_seed(seed)
        self.x = torch.randint(1, vocab, (n, length), generator=g)
        self.y = (self.x[:, : length // 2] == 7).any(dim=1).long()

    def __len__(self):
        return len(self.x)

    def __getitem__(self, idx):
        return self.x[idx], self.y[idx]


class Encoder(nn.Module):
    def __init__(self, vocab, dim):
        super().__init__()
        self.emb = nn.Embedding(vocab, dim, padding_idx=0)
        self.gru = nn.GRU(dim, dim, batch_first=True, bidirectional=True)

    def forward(self, x):
        h, _ = self.gru(self.emb(x))
        return h


class AttnPool(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.proj = nn.Linear(dim, dim)
        self.query = nn.Linear(dim, 1, bias=False)

    def forward(self, h):
        score = self.query(torch.tanh(self.proj(h)))
        weight = torch.softmax(score, dim=1)
        return (weight * h).sum(dim=1)


def evaluate(encoder, pool, clf, loader):
    encoder.eval(), pool.eval(), clf.eval()
    hit = n = 0
    with torch.no_grad():
        for x, y in loader:
            pred = clf(pool(encoder(x))).argmax(dim=-1)
            hit += (pred == y).sum().item()
            n += y.numel()
    return hit / n


def main():
    torch.manual_seed(0)
    train_dl = DataLoader(ToyReviews(800, seed=0), batch_size=32, shuffle=True)
    val_dl = DataLoader(ToyReviews(200, seed=1), batch_size=64)
    encoder = Encoder(50, 24)
    pool = AttnPool(48)
    clf = nn.Sequential(nn.Dropout(0.1), nn.Linear(48, 2))

    params = chain(encoder.parameters(), clf.parameters())
    optimizer = torch.optim.Adam(params, lr=2e-3)
    criterion = nn.CrossEntropyLoss()

    for epoch in range(4):
        encoder.train(), pool.train(), clf.train()
        for x, y in train_dl:
            optimizer.zero_grad()
            loss = criterion(clf(pool(encoder(x))), y)
            loss.backward()
            optimizer.step()
        print(epoch, 'val acc', round(evaluate(encoder, pool, clf, val_dl), 3))


if __name__ == '__main__':
    main()
