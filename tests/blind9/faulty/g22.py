"""Sentiment-like toy: bags of words with noisy ratings; dropout does the regularising."""
import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def corpus(n, vocab=40, seed=0):
    rng = np.random.default_rng(seed)
    weight = np.random.default_rng(99).normal(0, 0.8, vocab)
    counts = rng.poisson(0.4, (n, vocab)).astype("float32")
    score = (counts - 0.4) @ weight + rng.normal(0, 2.0, n)
    return torch.from_numpy((counts - 0.4) / 0.63), torch.from_numpy((score > 0).astype("int64"))


class Reader(nn.Module):
    def __init__(self, vocab):
        super().__init__()
        self.drop_in = nn.Dropout(0.3)
        self.fc1 = nn.Linear(vocab, 256)
        self.drop = nn.Dropout(0.6)
        self.fc2 = nn.Linear(256, 2)

    def forward(self, x):
        h = torch.relu(self.fc1(self.drop_in(x)))
        return self.fc2(self.drop(h))


def score(model, loader):
    model.eval()
    loss = hits = n = 0
    with torch.no_grad():
        for x, y in loader:
            out = model(x)
            loss += nn.functional.cross_entropy(out, y, reduction="sum").item()
            hits += (out.argmax(1) == y).sum().item()
            n += len(y)
    return loss / n, hits / n


def fit(model, train_loader, test_loader, epochs):
    opt = torch.optim.Adam(model.parameters(), lr=1.5e-3)
    model.train()
    for epoch in range(epochs):
        total = n = 0
        for x, y in train_loader:
            opt.zero_grad()
            loss = nn.functional.cross_entropy(model(x), y)
            loss.backward()
            opt.step()
            total += loss.item() * len(y)
            n += len(y)
        if epoch % 10 == 0 or epoch == epochs - 1:
            held = score(model, test_loader)
            print(f"epoch {epoch:2d} train {total / n:.3f} test loss {held[0]:.3f} acc {held[1]:.3f}")


torch.manual_seed(1)
train = TensorDataset(*corpus(500, seed=1))
test = TensorDataset(*corpus(1000, seed=2))
fit(Reader(40), DataLoader(train, 25, shuffle=True), DataLoader(test, 500), epochs=41)
