"""LSTM over token ids; forward returns log-probabilities."""
import torch
from torch import nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset


def toy_sentences(n, seed):
    g = torch.Generator().manual_seed(seed)
    y = torch.randint(0, 3, (n,), generator=g)
    x = torch.randint(0, 30, (n, 12), generator=g)
    where = torch.randint(0, 12, (n,), generator=g)
    x[torch.arange(n), where] = 30 + y
    return TensorDataset(x, y)


class Reader(nn.Module):
    def __init__(self, vocab=33, classes=3):
        super().__init__()
        self.emb = nn.Embedding(vocab, 20)
        self.lstm = nn.LSTM(20, 32, batch_first=True, bidirectional=True)
        self.out = nn.Linear(64, classes)

    def forward(self, ids):
        states, _ = self.lstm(self.emb(ids))
        pooled = states.max(dim=1).values
        return F.log_softmax(self.out(pooled), dim=-1)


train, test = toy_sentences(900, 0), toy_sentences(300, 1)
model = Reader()
criterion = nn.NLLLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=4e-3)

for epoch in range(6):
    model.train()
    total = 0.0
    for ids, y in DataLoader(train, batch_size=45, shuffle=True):
        log_p = model(ids)
        loss = criterion(log_p, y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.detach().item() * len(y)
    print(f"{epoch}: nll {total / len(train):.4f}")

model.eval()
confidence, hits = 0.0, 0
with torch.no_grad():
    for ids, y in DataLoader(test, batch_size=100):
        p = model(ids).exp()
        top, guess = p.max(dim=1)
        confidence += top.sum().item()
        hits += (guess == y).sum().item()
print("accuracy", hits / len(test), "mean confidence", confidence / len(test))
