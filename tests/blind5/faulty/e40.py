import json
from pathlib import Path

import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset


class AGNews(Dataset):
    def __init__(self, path: Path, max_len: int = 64):
        self.rows = [json.loads(line) for line in path.read_text().splitlines()]
        self.max_len = max_len

    def __len__(self):
        return len(self.rows)

    def __getitem__(self, i):
        ids = self.rows[i]['ids'][:self.max_len]
        ids = ids + [0] * (self.max_len - len(ids))
        return torch.tensor(ids), self.rows[i]['label']


class TextCNN(nn.Module):
    def __init__(self, vocab_size, n_classes, emb_dim=100, n_filters=100, sizes=(3, 4, 5), dropout=0.5):
        super().__init__()
        self.embedding = nn.Embedding(vocab_size, emb_dim, padding_idx=0)
        self.convs = nn.ModuleList([nn.Conv1d(emb_dim, n_filters, k) for k in sizes])
        self.fc = nn.Linear(n_filters * len(sizes), n_classes)
        self.dropout = nn.Dropout(dropout)

    def forward(self, text):
        e = self.embedding(text).transpose(1, 2)
        pooled = [F.relu(c(e)).max(dim=2).values for c in self.convs]
        h = self.dropout(torch.cat(pooled, dim=1))
        return F.softmax(self.fc(h), dim=1)


class Experiment:
    def __init__(self, root='data/ag_news', lr=1e-3, bs=128):
        root = Path(root)
        self.device = torch.device('cuda' if torch.cuda.is_available() else 'cpu')
        self.vocab_size = json.loads((root / 'vocab.json').read_text())['size']
        self.train_dl = DataLoader(AGNews(root / 'train.jsonl'), bs, shuffle=True)
        self.valid_dl = DataLoader(AGNews(root / 'valid.jsonl'), bs)
        self.model = TextCNN(self.vocab_size, 4).to(self.device)
        self.optimizer = torch.optim.Adam(self.model.parameters(), lr=lr)
        self.loss_fn = nn.NLLLoss()

    def train_epoch(self):
        self.model.train()
        tot = 0.0
        for text, label in self.train_dl:
            text, label = text.to(self.device), label.to(self.device)
            self.optimizer.zero_grad()
            pred = self.model(text)
            loss = self.loss_fn(pred, label)
            loss.backward()
            self.optimizer.step()
            tot += loss.item()
        return tot / len(self.train_dl)

    @torch.no_grad()
    def valid(self):
        self.model.eval()
        ok = 0
        for text, label in self.valid_dl:
            ok += (self.model(text.to(self.device)).argmax(1).cpu() == label).sum().item()
        return ok / len(self.valid_dl.dataset)

    def run(self, epochs=8):
        for ep in range(epochs):
            print(ep, self.train_epoch(), self.valid())


if __name__ == '__main__':
    torch.manual_seed(17)
    Experiment().run()
