# char level name classifier, after the official RNN tutorial
import random
import string

import torch
import torch.nn as nn

random.seed(0)
torch.manual_seed(0)

LETTERS = string.ascii_lowercase
SUFFIX = {"ru": ["ov", "in", "sky"], "it": ["ini", "elli", "ucci"], "jp": ["moto", "yama", "kawa"]}
LANGS = list(SUFFIX)


def make_name():
    lang = random.choice(LANGS)
    stem = "".join(random.choice(LETTERS) for _ in range(4))
    return stem + random.choice(SUFFIX[lang]), LANGS.index(lang)


def encode(name):
    t = torch.zeros(8, len(LETTERS))
    for i, ch in enumerate(name[:8]):
        t[i, LETTERS.index(ch)] = 1
    return t


def batch(size=32):
    items = [make_name() for _ in range(size)]
    return torch.stack([encode(n) for n, _ in items]), torch.tensor([c for _, c in items])


class NameRNN(nn.Module):
    def __init__(self, hidden=32):
        super().__init__()
        self.rnn = nn.LSTM(len(LETTERS), hidden, batch_first=True)
        self.out = nn.Linear(hidden, len(LANGS))

    def forward(self, x):
        _, (h, _) = self.rnn(x)
        return self.out(h[-1])


def train(model, n_iters=40, print_every=5):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
    model.train()
    window_loss = 0.0
    for it in range(1, n_iters + 1):
        x, y = batch()
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
        window_loss += loss.item()
        if it % print_every == 0:
            print(f"{it:3d} ({100 * it // n_iters}%) loss {window_loss / print_every:.4f}")


model = NameRNN()
train(model)
model.eval()
with torch.no_grad():
    x, y = batch(200)
    print("accuracy", (model(x).argmax(1) == y).float().mean().item())
