"""Spam filter on hashed word counts."""
import random

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

random.seed(2)
torch.manual_seed(2)
SPAM = "win free prize money offer click now cash bonus deal".split()
HAM = "meeting tomorrow report lunch project thanks see attached call notes".split()
COMMON = "the a to and for you we is on with".split()
DIM = 64


def make_message():
    spam = random.random() < 0.4
    pool = (SPAM if spam else HAM) + COMMON * 2
    other = HAM if spam else SPAM
    words = random.choices(pool, k=random.randint(5, 14)) + random.choices(other, k=1)
    return " ".join(words), float(spam)


def vectorise(text):
    v = torch.zeros(DIM)
    for w in text.split():
        v[sum(ord(c) * (i + 1) for i, c in enumerate(w)) % DIM] += 1
    return v


class Messages(Dataset):
    def __init__(self, n):
        self.rows = [make_message() for _ in range(n)]

    def __len__(self):
        return len(self.rows)

    def __getitem__(self, i):
        text, spam = self.rows[i]
        return vectorise(text), torch.tensor(spam)


class SpamNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(DIM, 32)
        self.out = nn.Linear(32, 1)

    def forward(self, x):
        return self.out(torch.relu(self.hidden(x))).squeeze()


def evaluate(model, loader, criterion):
    model.eval()
    loss, hits = 0.0, 0
    with torch.no_grad():
        for x, y in loader:
            logits = model(x)
            loss += criterion(logits, y).item() * len(y)
            hits += ((logits > 0).float() == y).sum().item()
    return loss / len(loader.dataset), hits / len(loader.dataset)


def main():
    train_loader = DataLoader(Messages(1000), batch_size=50, shuffle=True)
    test_loader = DataLoader(Messages(321), batch_size=32)
    model = SpamNet()
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    for epoch in range(5):
        model.train()
        for x, y in train_loader:
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
        test_loss, acc = evaluate(model, test_loader, criterion)
        print(f"epoch {epoch + 1}: train {loss.item():.4f} test {test_loss:.4f} acc {acc:.4f}")


if __name__ == "__main__":
    main()
