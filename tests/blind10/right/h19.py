# Sequence tagging with padding: time-first LSTM, ignore_index, custom collate
import random

import torch
import torch.nn as nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence, pad_sequence
from torch.utils.data import DataLoader, Dataset

PAD = -100
VOCAB = 20


class BracketDataset(Dataset):
    """Tag each token with the parity of the markers (token 1) seen so far; 2 if the token is a marker."""

    def __init__(self, n, seed):
        rnd = random.Random(seed)
        self.items = []
        for _ in range(n):
            length = rnd.randint(5, 16)
            tokens = [1 if rnd.random() < 0.25 else rnd.randint(2, VOCAB - 1) for _ in range(length)]
            tags, parity = [], 0
            for t in tokens:
                if t == 1:
                    parity ^= 1
                    tags.append(2)
                else:
                    tags.append(parity)
            self.items.append((torch.tensor(tokens), torch.tensor(tags)))

    def __len__(self):
        return len(self.items)

    def __getitem__(self, i):
        return self.items[i]


def collate(batch):
    tokens, tags = zip(*batch)
    lengths = torch.tensor([len(t) for t in tokens])
    return pad_sequence(tokens), pad_sequence(tags, padding_value=PAD), lengths     # (T, N)


class Tagger(nn.Module):
    def __init__(self, dim=16, hidden=32, n_tags=3):
        super().__init__()
        self.emb = nn.Embedding(VOCAB, dim, padding_idx=0)
        self.lstm = nn.LSTM(dim, hidden)
        self.out = nn.Linear(hidden, n_tags)

    def forward(self, tokens, lengths):
        packed = pack_padded_sequence(self.emb(tokens), lengths, enforce_sorted=False)
        h, _ = pad_packed_sequence(self.lstm(packed)[0])
        return self.out(h)


def main():
    torch.manual_seed(0)
    train_loader = DataLoader(BracketDataset(1200, 1), batch_size=40, shuffle=True, collate_fn=collate)
    test_loader = DataLoader(BracketDataset(300, 2), batch_size=100, collate_fn=collate)
    model = Tagger()
    criterion = nn.CrossEntropyLoss(ignore_index=PAD)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    for epoch in range(12):
        model.train()
        total = 0.0
        for tokens, tags, lengths in train_loader:
            logits = model(tokens, lengths)
            loss = criterion(logits.permute(0, 2, 1), tags)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            total += loss.item()
        model.eval()
        hits = n = 0
        with torch.no_grad():
            for tokens, tags, lengths in test_loader:
                pred = model(tokens, lengths).argmax(-1)
                mask = tags != PAD
                hits += (pred[mask] == tags[mask]).sum().item()
                n += mask.sum().item()
        print(f'epoch {epoch + 1}: loss {total / len(train_loader):.4f} tag accuracy {hits / n:.4f}')


if __name__ == '__main__':
    main()
