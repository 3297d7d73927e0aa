"""BiLSTM part-of-speech tagger on generated sentences."""
import random
import torch
import torch.nn as nn
from torch.nn.utils.rnn import pad_packed_sequence, pack_padded_sequence, pad_sequence
from torch.utils.data import DataLoader, Dataset

WORDS = {
    "DET": ["the", "a", "this", "every"],
    "ADJ": ["small", "red", "light", "old"],
    "NOUN": ["dog", "house", "light", "walk", "run"],
    "VERB": ["walk", "run", "sees", "light", "likes"],
}
TAGS = list(WORDS)
VOCAB = {w: i + 1 for i, w in enumerate(sorted({w for ws in WORDS.values() for w in ws}))}
PAD_TAG = -100


def noun_phrase(rng):
    tags = ["DET"] + ["ADJ"] * rng.choice([0, 0, 1, 2]) + ["NOUN"]
    return [(rng.choice(WORDS[t]), t) for t in tags]


class Sentences(Dataset):
    def __init__(self, n, seed):
        rng = random.Random(seed)
        self.items = []
        for _ in range(n):
            sent = noun_phrase(rng) + [(rng.choice(WORDS["VERB"]), "VERB")]
            if rng.random() < 0.6:
                sent += noun_phrase(rng)
            self.items.append(sent)

    def __len__(self):
        return len(self.items)

    def __getitem__(self, i):
        words, tags = zip(*self.items[i])
        return torch.tensor([VOCAB[w] for w in words]), torch.tensor([TAGS.index(t) for t in tags])


def collate(batch):
    words, tags = zip(*batch)
    lengths = torch.tensor([len(w) for w in words])
    return (pad_sequence(words, batch_first=True),
            pad_sequence(tags, batch_first=True, padding_value=PAD_TAG), lengths)


class Tagger(nn.Module):
    def __init__(self, emb=16, hidden=24):
        super().__init__()
        self.embed = nn.Embedding(len(VOCAB) + 1, emb, padding_idx=0)
        self.lstm = nn.LSTM(emb, hidden, batch_first=True, bidirectional=True)
        self.out = nn.Linear(2 * hidden, len(TAGS))

    def forward(self, words, lengths):
        packed = pack_padded_sequence(self.embed(words), lengths, batch_first=True, enforce_sorted=False)
        y, _ = self.lstm(packed)
        y, _ = pad_packed_sequence(y, batch_first=True)
        return self.out(y).transpose(1, 2)  # (N, C, T)


def main():
    torch.manual_seed(0)
    train_dl = DataLoader(Sentences(800, 0), batch_size=32, shuffle=True, collate_fn=collate)
    test_dl = DataLoader(Sentences(200, 1), batch_size=100, collate_fn=collate)
    model = Tagger()
    loss_fn = nn.CrossEntropyLoss(ignore_index=PAD_TAG)
    opt = torch.optim.Adam(model.parameters(), lr=5e-3)
    for epoch in range(5):
        model.train()
        total = 0.0
        for words, tags, lengths in train_dl:
            opt.zero_grad()
            loss = loss_fn(model(words, lengths), tags)
            loss.backward()
            opt.step()
            total += loss.item()
        print(f"epoch {epoch} loss {total / len(train_dl):.4f}")
    model.eval()
    ok = n = 0
    with torch.no_grad():
        for words, tags, lengths in test_dl:
            pred = model(words, lengths).argmax(dim=1)
            mask = tags != PAD_TAG
            ok += (pred[mask] == tags[mask]).sum().item()
            n += mask.sum().item()
    print("token accuracy", ok / n)


if __name__ == "__main__":
    main()
