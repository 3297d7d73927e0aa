"""Spam detector on bag-of-words counts, trained message by message in mini-batches."""
import random
from collections import Counter

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

SPAM = ["win cash prize now", "free entry win a phone", "urgent claim your free prize", "cheap loans call now",
        "you won call to claim", "free ringtone text win"]
HAM = ["see you at lunch", "can you call me later", "meeting moved to monday", "thanks for the lovely dinner",
       "running late see you soon", "did you read the report"]


def corpus(n, seed):
    rng = random.Random(seed)
    rows = []
    for _ in range(n):
        label = rng.random() < 0.4
        words = " ".join(rng.sample(SPAM if label else HAM, 2)).split()
        rng.shuffle(words)
        rows.append((words[: rng.randint(5, len(words))], int(label)))
    return rows


class Messages(Dataset):
    def __init__(self, rows, vocab):
        self.rows, self.vocab = rows, vocab

    def __len__(self):
        return len(self.rows)

    def __getitem__(self, i):
        words, label = self.rows[i]
        vec = torch.zeros(len(self.vocab))
        for w, c in Counter(words).items():
            if w in self.vocab:
                vec[self.vocab[w]] = c
        return vec, torch.tensor(label, dtype=torch.float32)


class SpamNet(nn.Module):
    def __init__(self, vocab_size):
        super().__init__()
        self.hidden = nn.Linear(vocab_size, 24)
        self.out = nn.Linear(24, 1)

    def forward(self, x):
        return self.out(torch.relu(self.hidden(x))).squeeze()


def main():
    torch.manual_seed(5)
    train_rows, test_rows = corpus(481, seed=1), corpus(161, seed=2)
    vocab = {w: i for i, w in enumerate(sorted({w for ws, _ in train_rows for w in ws}))}
    train_loader = DataLoader(Messages(train_rows, vocab), batch_size=32, shuffle=True)
    test_loader = DataLoader(Messages(test_rows, vocab), batch_size=32)

    model = SpamNet(len(vocab))
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.RMSprop(model.parameters(), lr=1e-3)
    for epoch in range(10):
        model.train()
        total, seen = 0.0, 0
        for x, y in train_loader:
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(x)
            seen += len(x)
        print(f"{epoch} {total / seen:.4f}")

    model.eval()
    hits = 0
    with torch.no_grad():
        for x, y in test_loader:
            hits += ((model(x) > 0).float() == y).sum().item()
    print("test accuracy:", hits / len(test_rows))


if __name__ == "__main__":
    main()
