import random
import torch
import torch.nn as nn
from torch.nn.utils.rnn import pad_sequence
from torch.utils.data import DataLoader, Dataset

random.seed(3)
torch.manual_seed(3)
NUM_STARS = 5
WORDS = {1: ["terrible", "refund"], 2: ["poor", "weak"], 3: ["okay", "average"], 4: ["good", "nice"], 5: ["superb", "love"]}
FILLER = ["it", "was", "the", "product", "box", "came", "on", "time"]
VOCAB = {w: i for i, w in enumerate(["<pad>"] + FILLER + [w for ws in WORDS.values() for w in ws])}


class Reviews(Dataset):
    def __init__(self, n):
        self.rows = []
        for _ in range(n):
            stars = random.randint(1, NUM_STARS)
            words = random.choices(FILLER, k=random.randint(2, 6)) + random.choices(WORDS[stars], k=2)
            random.shuffle(words)
            self.rows.append((words, stars))

    def __len__(self):
        return len(self.rows)

    def __getitem__(self, i):
        words, stars = self.rows[i]
        return torch.tensor([VOCAB[w] for w in words]), stars


def collate(batch):
    seqs, stars = zip(*batch)
    return pad_sequence(seqs, batch_first=True), torch.tensor(stars)


class MeanEmbedding(nn.Module):
    def __init__(self):
        super().__init__()
        self.emb = nn.Embedding(len(VOCAB), 16, padding_idx=0)
        self.fc = nn.Linear(16, NUM_STARS)

    def forward(self, ids):
        mask = (ids != 0).unsqueeze(-1).float()
        e = (self.emb(ids) * mask).sum(1) / mask.sum(1)
        return self.fc(e)


train_loader = DataLoader(Reviews(300), batch_size=30, shuffle=True, collate_fn=collate)
model = MeanEmbedding()
optimizer = torch.optim.Adam(model.parameters(), lr=0.02)
criterion = nn.CrossEntropyLoss()
for epoch in range(4):
    total = 0.0
    for ids, stars in train_loader:
        optimizer.zero_grad()
        loss = criterion(model(ids), stars)
        loss.backward()
        optimizer.step()
        total += loss.item()
    print("epoch", epoch, total / len(train_loader))
