import torch
import torch.nn as nn
from torch.nn.utils.rnn import pad_sequence
from torch.utils.data import DataLoader

PAD_TOKEN = 0
PAD_TAG = -100


def make_corpus(n):
    sentences = []
    for _ in range(n):
        length = int(torch.randint(3, 10, (1,)))
        tokens = torch.randint(1, 30, (length,))
        sentences.append((tokens, tokens % 3))
    return sentences


def collate(batch):
    tokens = pad_sequence([t for t, _ in batch], batch_first=True, padding_value=PAD_TOKEN)
    tags = pad_sequence([g for _, g in batch], batch_first=True, padding_value=PAD_TAG)
    return tokens, tags


class Tagger(nn.Module):
    def __init__(self):
        super().__init__()
        self.emb = nn.Embedding(30, 16, padding_idx=PAD_TOKEN)
        self.gru = nn.GRU(16, 24, batch_first=True)
        self.fc = nn.Linear(24, 3)

    def forward(self, x):
        out, _ = self.gru(self.emb(x))
        return self.fc(out)


torch.manual_seed(0)
loader = DataLoader(make_corpus(500), batch_size=25, shuffle=True, collate_fn=collate)
model = Tagger()
criterion = nn.CrossEntropyLoss(ignore_index=PAD_TAG)
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
for epoch in range(4):
    for tokens, tags in loader:
        optimizer.zero_grad()
        loss = criterion(model(tokens).transpose(1, 2), tags)
        loss.backward()
        optimizer.step()
    print(epoch, loss.item())
