"""Toy spam detection with a packed BiLSTM."""
import random

import torch
import torch.nn as nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_sequence
from torch.utils.data import DataLoader

SPAM = "win free prize click money offer cash bonus".split()
HAM = "meeting lunch report tomorrow thanks project team call".split()
COMMON = "the to you a is for and we".split()
STOI = {w: i + 1 for i, w in enumerate(SPAM + HAM + COMMON)}


def sample(rng):
    label = rng.random() < 0.5
    n = rng.randint(4, 12)
    words = rng.choices(SPAM if label else HAM, k=2) + rng.choices(COMMON + SPAM + HAM, k=n)
    rng.shuffle(words)
    return torch.tensor([STOI[w] for w in words]), float(label)


def collate(rows):
    seqs, labels = zip(*rows)
    lengths = torch.tensor([len(s) for s in seqs])
    return pad_sequence(seqs, batch_first=True), lengths, torch.tensor(labels)


class SpamNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.emb = nn.Embedding(len(STOI) + 1, 16, padding_idx=0)
        self.lstm = nn.LSTM(16, 24, batch_first=True, bidirectional=True)
        self.out = nn.Sequential(nn.Dropout(0.3), nn.Linear(48, 1))

    def forward(self, ids, lengths):
        packed = pack_padded_sequence(self.emb(ids), lengths, batch_first=True, enforce_sorted=False)
        _, (h, _) = self.lstm(packed)
        return self.out(torch.cat([h[-2], h[-1]], dim=1)).squeeze(1)


def run_eval(model, loader, loss_fn):
    model.eval()
    loss, ok, n = 0.0, 0, 0
    with torch.no_grad():
        for ids, lengths, y in loader:
            z = model(ids, lengths)
            loss += loss_fn(z, y).item() * len(y)
            ok += ((z > 0) == (y > 0.5)).sum().item()
            n += len(y)
    return loss / n, ok / n


def main():
    rng = random.Random(4)
    rows = [sample(rng) for _ in range(700)]
    mk = lambda r, s: DataLoader(r, batch_size=50, shuffle=s, collate_fn=collate)
    train, val, test = mk(rows[:400], True), mk(rows[400:500], False), mk(rows[500:], False)
    model, loss_fn = SpamNet(), nn.BCEWithLogitsLoss()
    opt = torch.optim.Adam(model.parameters(), lr=5e-3)
    best_loss, best_state = float("inf"), None
    for epoch in range(10):
        model.train()
        for ids, lengths, y in train:
            opt.zero_grad()
            loss_fn(model(ids, lengths), y).backward()
            opt.step()
        val_loss, val_acc = run_eval(model, val, loss_fn)
        if val_loss < best_loss:
            best_loss = val_loss
            best_state = model.state_dict()
        print(epoch, val_loss, val_acc)
    model.load_state_dict(best_state)
    print("test", run_eval(model, test, loss_fn))


if __name__ == "__main__":
    main()
