import random
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import Dataset, DataLoader

random.seed(0)
torch.manual_seed(0)

POS = "good great lovely superb fine happy".split()
NEG = "bad awful poor sad dull broken".split()
FILL = "the a this movie film was very not really plot actor".split()
VOCAB = {w: i + 1 for i, w in enumerate(POS + NEG + FILL)}


def sentence():
    label = random.randint(0, 1)
    words = random.choices(FILL, k=7)
    words[random.randrange(7)] = random.choice(POS if label else NEG)
    return [VOCAB[w] for w in words], label


class Reviews(Dataset):
    def __init__(self, n):
        self.rows = [sentence() for _ in range(n)]

    def __len__(self):
        return len(self.rows)

    def __getitem__(self, i):
        ids, label = self.rows[i]
        return torch.tensor(ids), torch.tensor(label)


class Sentiment(nn.Module):
    def __init__(self, n_words, emb=12, hid=16):
        super().__init__()
        self.embedding = nn.Embedding(n_words, emb, padding_idx=0)
        self.encoder = nn.GRU(emb, hid, batch_first=True)
        self.classifier = nn.Linear(hid, 2)

    def forward(self, ids):
        _, h = self.encoder(self.embedding(ids))
        return self.classifier(h[-1])


model = Sentiment(len(VOCAB) + 1)
optimizer = torch.optim.Adam([
    {"params": model.embedding.parameters(), "lr": 5e-3},
    {"params": model.classifier.parameters()},
], lr=1e-3)
loader = DataLoader(Reviews(1500), batch_size=50, shuffle=True)
test_loader = DataLoader(Reviews(500), batch_size=100)

for epoch in range(5):
    model.train()
    for ids, label in loader:
        loss = F.cross_entropy(model(ids), label)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    model.eval()
    hits = 0
    with torch.no_grad():
        for ids, label in test_loader:
            hits += (model(ids).argmax(-1) == label).sum().item()
    print(epoch, hits / 500)
