import re
from collections import Counter

import pandas as pd
import torch
import torch.nn as nn
from torch.nn.utils.rnn import pad_sequence
from torch.utils.data import Dataset, DataLoader

MAX_LEN = 200
VOCAB = 20000


def tokenize(text):
    return re.findall(r"[a-z']+", text.lower())[:MAX_LEN]


class Vocab:
    def __init__(self, texts):
        cnt = Counter(tok for t in texts for tok in tokenize(t))
        self.stoi = {w: i + 2 for i, (w, _) in enumerate(cnt.most_common(VOCAB - 2))}

    def encode(self, text):
        return torch.tensor([self.stoi.get(t, 1) for t in tokenize(text)] or [1])


class Reviews(Dataset):
    def __init__(self, df, vocab):
        self.items = [(vocab.encode(t), float(l)) for t, l in zip(df.review, df.label)]

    def __len__(self):
        return len(self.items)

    def __getitem__(self, idx):
        return self.items[idx]


def collate(batch):
    xs, ys = zip(*batch)
    return pad_sequence(xs, batch_first=True), torch.tensor(ys)


class GRUClassifier(nn.Module):
    def __init__(self, vocab_size, emb=128, hid=128):
        super().__init__()
        self.emb = nn.Embedding(vocab_size, emb, padding_idx=0)
        self.rnn = nn.GRU(emb, hid, batch_first=True, bidirectional=True)
        self.head = nn.Linear(hid * 2, 1)

    def forward(self, x):
        h, _ = self.rnn(self.emb(x))
        return self.head(h.mean(dim=1)).squeeze(-1)


def train(model, loader, loss_fn, opt, device):
    model.train()
    total = 0.0
    for step, (x, y) in enumerate(loader):
        x, y = x.to(device), y.to(device)
        opt.zero_grad()
        loss = loss_fn(model(x), y)
        opt.step()
        total += loss.item() * len(y)
        if step % 100 == 0:
            print(f'   step {step} loss {loss.item():.4f}')
    return total / len(loader.dataset)


def evaluate(model, loader, device):
    model.eval()
    correct = 0
    with torch.no_grad():
        for x, y in loader:
            logit = model(x.to(device)).cpu()
            correct += ((logit > 0).float() == y).sum().item()
    return correct / len(loader.dataset)


def main():
    torch.manual_seed(3)
    device = torch.device('cuda' if torch.cuda.is_available() else 'cpu')
    tr = pd.read_csv('imdb_train.csv')
    va = pd.read_csv('imdb_valid.csv')
    vocab = Vocab(tr.review)
    tl = DataLoader(Reviews(tr, vocab), 64, shuffle=True, collate_fn=collate)
    vl = DataLoader(Reviews(va, vocab), 128, collate_fn=collate)
    model = GRUClassifier(VOCAB).to(device)
    opt = torch.optim.Adam(model.parameters(), lr=1e-3)
    loss_fn = nn.BCEWithLogitsLoss()
    for ep in range(5):
        print(ep, train(model, tl, loss_fn, opt, device), evaluate(model, vl, device))


if __name__ == '__main__':
    main()
