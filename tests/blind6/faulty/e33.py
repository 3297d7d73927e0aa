"""BiLSTM part-of-speech tagger on toy sentences."""
import random
import torch
import torch.nn as nn
from torch.nn.utils.rnn import pad_sequence
from torch.utils.data import DataLoader, Dataset

WORDS = {'<pad>': 0, 'the': 1, 'a': 2, 'dog': 3, 'cat': 4, 'runs': 5, 'sees': 6, 'big': 7, 'small': 8, 'quickly': 9}
TAGS = {'DET': 0, 'NOUN': 1, 'VERB': 2, 'ADJ': 3, 'ADV': 4}
TAG_OF = {1: 0, 2: 0, 3: 1, 4: 1, 5: 2, 6: 2, 7: 3, 8: 3, 9: 4}
PAD_TAG = -100


class Sentences(Dataset):
    def __init__(self, n, seed=0):
        rnd = random.Random(seed)
        self.items = []
        for _ in range(n):
            s = [rnd.choice([1, 2]), rnd.choice([7, 8]), rnd.choice([3, 4]), rnd.choice([5, 6])]
            if rnd.random() < 0.5:
                s.append(9)
            if rnd.random() < 0.5:
                s = [s[0]] + s[2:]
            self.items.append((torch.tensor(s), torch.tensor([TAG_OF[w] for w in s])))

    def __len__(self):
        return len(self.items)

    def __getitem__(self, i):
        return self.items[i]


def collate(batch):
    xs, ys = zip(*batch)
    return pad_sequence(xs, batch_first=True), pad_sequence(ys, batch_first=True, padding_value=PAD_TAG)


class Tagger(nn.Module):
    def __init__(self, vocab, n_tags, emb=16, hidden=16):
        super().__init__()
        self.emb = nn.Embedding(vocab, emb, padding_idx=0)
        self.lstm = nn.LSTM(emb, hidden, batch_first=True, bidirectional=True)
        self.out = nn.Linear(2 * hidden, n_tags)

    def forward(self, x):
        h, _ = self.lstm(self.emb(x))
        return self.out(h)


def main():
    torch.manual_seed(0)
    loader = DataLoader(Sentences(300), batch_size=16, shuffle=True, collate_fn=collate)
    dev = DataLoader(Sentences(60, seed=1), batch_size=30, collate_fn=collate)
    model = Tagger(len(WORDS), len(TAGS))
    criterion = nn.CrossEntropyLoss(ignore_index=PAD_TAG)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    for epoch in range(5):
        model.train()
        for tokens, tags in loader:
            optimizer.zero_grad()
            scores = model(tokens)
            loss = criterion(scores, tags)
            loss.backward()
            optimizer.step()
        model.eval()
        good = n = 0
        with torch.no_grad():
            for tokens, tags in dev:
                keep = tags != PAD_TAG
                good += (model(tokens).argmax(-1)[keep] == tags[keep]).sum().item()
                n += keep.sum().item()
        print(epoch, good / n)


if __name__ == '__main__':
    main()
