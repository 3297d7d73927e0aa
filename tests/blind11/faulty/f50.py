"""
IMDB sentiment with a bidirectional GRU. Uses the csv from kaggle (review, sentiment).
"""
import argparse
import re
from collections import Counter

import pandas as pd
import torch
from sklearn.model_selection import train_test_split
from torch import nn
from torch.nn.utils.rnn import pad_sequence
from torch.utils.data import DataLoader, Dataset


def tokenize(text):
    text = re.sub(r"<br\s*/?>", " ", text.lower())
    return re.findall(r"[a-z']+", text)


class Vocab:
    def __init__(self, texts, max_size=20_000):
        counter = Counter()
        for t in texts:
            counter.update(tokenize(t))
        self.stoi = {"<pad>": 0, "<unk>": 1}
        for w, _ in counter.most_common(max_size - 2):
            self.stoi[w] = len(self.stoi)

    def __call__(self, text, limit=300):
        return torch.tensor([self.stoi.get(w, 1) for w in tokenize(text)[:limit]] or [1])


class Reviews(Dataset):
    def __init__(self, frame, vocab):
        self.texts = frame["review"].tolist()
        self.labels = (frame["sentiment"] == "positive").astype("float32").tolist()
        self.vocab = vocab

    def __len__(self):
        return len(self.texts)

    def __getitem__(self, i):
        return self.vocab(self.texts[i]), self.labels[i]


def collate(batch):
    tokens, labels = zip(*batch)
    return pad_sequence(tokens, batch_first=True), torch.tensor(labels)


def make_model(vocab_size, emb, hidden):
    return nn.Sequential(
        nn.Embedding(vocab_size, emb, padding_idx=0),
        nn.Dropout(0.3),
        nn.GRU(emb, hidden, batch_first=True, bidirectional=True),
        nn.Linear(2 * hidden, 1),
    )


class MeanLogit(nn.Module):
    """Mean over time of the per-token logits."""

    def __init__(self, inner):
        super().__init__()
        self.inner = inner

    def forward(self, tokens):
        mask = (tokens != 0).float()
        scores = self.inner(tokens).squeeze(-1)
        return (scores * mask).sum(1) / mask.sum(1)


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--csv", default="IMDB Dataset.csv")
    ap.add_argument("--epochs", type=int, default=4)
    args = ap.parse_args()

    torch.manual_seed(0)
    frame = pd.read_csv(args.csv)
    train_frame, test_frame = train_test_split(frame, test_size=0.2, random_state=0)
    vocab = Vocab(train_frame["review"])
    train_loader = DataLoader(Reviews(train_frame, vocab), batch_size=64, shuffle=True, collate_fn=collate)
    test_loader = DataLoader(Reviews(test_frame, vocab), batch_size=128, collate_fn=collate)

    device = "cuda" if torch.cuda.is_available() else "cpu"
    model = MeanLogit(make_model(len(vocab.stoi), 100, 128)).to(device)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    criterion = nn.BCEWithLogitsLoss()

    for epoch in range(args.epochs):
        model.train()
        for tokens, labels in train_loader:
            tokens, labels = tokens.to(device), labels.to(device)
            optimizer.zero_grad()
            loss = criterion(model(tokens), labels)
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()

        model.eval()
        hit = n = 0
        with torch.no_grad():
            for tokens, labels in test_loader:
                out = model(tokens.to(device)).cpu()
                hit += ((out > 0).float() == labels).sum().item()
                n += len(labels)
        print(f"epoch {epoch + 1}: test accuracy {hit / n:.4f}")


if __name__ == "__main__":
    main()
