import random
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset

random.seed(1)
torch.manual_seed(1)

POS = "good great fun loved brilliant".split()
NEG = "bad dull boring hated awful".split()
NEU = "table window report paper street".split()
FILL = "the a movie was and it with of plot actor".split()
vocab = {w: i + 1 for i, w in enumerate(POS + NEG + NEU + FILL)}
MAXLEN = 10


def make_sentence():
    label = random.randrange(3)
    words = random.choices(FILL, k=random.randint(4, 8)) + random.choices([NEG, NEU, POS][label], k=2)
    random.shuffle(words)
    return words, label


class Sentiment(Dataset):
    def __init__(self, n):
        self.items = [make_sentence() for _ in range(n)]

    def __len__(self):
        return len(self.items)

    def __getitem__(self, i):
        words, label = self.items[i]
        ids = [vocab[w] for w in words][:MAXLEN]
        ids += [0] * (MAXLEN - len(ids))
        return torch.tensor(ids), torch.tensor(label)


class TextCNN(nn.Module):
    def __init__(self, n_vocab, emb=16, n_filters=8):
        super().__init__()
        self.embedding = nn.Embedding(n_vocab, emb, padding_idx=0)
        self.convs = nn.ModuleList([nn.Conv1d(emb, n_filters, k) for k in (2, 3)])
        self.fc = nn.Linear(2 * n_filters, 3)

    def forward(self, ids):
        e = self.embedding(ids).transpose(1, 2)
        pooled = [torch.relu(c(e)).max(dim=2).values for c in self.convs]
        return self.fc(torch.cat(pooled, dim=1))


def train(model, loader, optimizer, criterion):
    model.train()
    total, right = 0.0, 0
    for ids, label in loader:
        optimizer.zero_grad()
        out = model(ids)
        probs = torch.softmax(out, dim=1)
        loss = criterion(probs, label)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(label)
        right += (probs.argmax(1) == label).sum().item()
    return total / len(loader.dataset), right / len(loader.dataset)


loader = DataLoader(Sentiment(480), batch_size=32, shuffle=True)
model = TextCNN(len(vocab) + 1)
opt = torch.optim.Adam(model.parameters(), lr=5e-3)
for epoch in range(5):
    print(epoch, train(model, loader, opt, nn.CrossEntropyLoss()))
