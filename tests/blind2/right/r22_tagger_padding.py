import random

import torch
import torch.nn as nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence, pad_sequence
from torch.utils.data import DataLoader, Dataset

WORDS = {"det": ["the", "a", "this"], "adj": ["red", "old", "big", "set"], "noun": ["cat", "dog", "set", "run"], "verb": ["run", "sees", "set"]}
TAGS = list(WORDS)
VOCAB = {w: i + 1 for i, w in enumerate(sorted({w for ws in WORDS.values() for w in ws}))}
PAD_TAG = -1


class Sentences(Dataset):
    def __init__(self, n, seed):
        rng = random.Random(seed)
        self.rows = []
        for _ in range(n):
            tags = ["det"] + ["adj"] * rng.randint(0, 2) + ["noun", "verb"]
            if rng.random() < 0.5:
                tags += ["det"] + ["adj"] * rng.randint(0, 2) + ["noun"]
            self.rows.append(([VOCAB[rng.choice(WORDS[t])] for t in tags], [TAGS.index(t) for t in tags]))

    def __len__(self):
        return len(self.rows)

    def __getitem__(self, i):
        w, t = self.rows[i]
        return torch.tensor(w), torch.tensor(t)


def collate(items):
    words, tags = zip(*items)
    return (pad_sequence(words, batch_first=True),
            pad_sequence(tags, batch_first=True, padding_value=PAD_TAG),
            torch.tensor([len(w) for w in words]))


class Tagger(nn.Module):
    def __init__(self, e=12, h=16):
        super().__init__()
        self.emb = nn.Embedding(len(VOCAB) + 1, e, padding_idx=0)
        self.rnn = nn.LSTM(e, h, batch_first=True, bidirectional=True)
        self.out = nn.Linear(2 * h, len(TAGS))

    def forward(self, x, lengths):
        packed = pack_padded_sequence(self.emb(x), lengths, batch_first=True, enforce_sorted=False)
        h, _ = pad_packed_sequence(self.rnn(packed)[0], batch_first=True)
        return self.out(h)


def main():
    torch.manual_seed(0)
    train = DataLoader(Sentences(500, 1), batch_size=25, shuffle=True, collate_fn=collate)
    test = DataLoader(Sentences(200, 2), batch_size=50, collate_fn=collate)
    model = Tagger()
    opt = torch.optim.Adam(model.parameters(), lr=5e-3)
    criterion = nn.CrossEntropyLoss(ignore_index=PAD_TAG)
    for epoch in range(8):
        model.train()
        total, tokens = 0.0, 0
        for x, t, n in train:
            loss = criterion(model(x, n).transpose(1, 2), t)
            opt.zero_grad()
            loss.backward()
            opt.step()
            total += loss.item() * int(n.sum())
            tokens += int(n.sum())
        print(f"epoch {epoch} loss per token {total / tokens:.4f}")
    model.eval()
    good = tokens = 0
    with torch.no_grad():
        for x, t, n in test:
            mask = t != PAD_TAG
            good += ((model(x, n).argmax(-1) == t) & mask).sum().item()
            tokens += mask.sum().item()
    print(f"token accuracy {good / tokens:.4f} on {tokens} tokens")


if __name__ == "__main__":
    main()
