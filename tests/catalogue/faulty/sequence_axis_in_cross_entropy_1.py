import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset


class Tagger(nn.Module):
    def __init__(self, vocab=30, dim=16, hidden=32, tags=4):
        super().__init__()
        self.emb = nn.Embedding(vocab, dim)
        self.lstm = nn.LSTM(dim, hidden, batch_first=True, bidirectional=True)
        self.fc = nn.Linear(hidden * 2, tags)

    def forward(self, x):
        out, _ = self.lstm(self.emb(x))
        return self.fc(out)


torch.manual_seed(0)
tokens = torch.randint(0, 30, (400, 9))
tags = tokens % 4
loader = DataLoader(TensorDataset(tokens, tags), batch_size=40, shuffle=True)

model = Tagger()
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)

for epoch in range(3):
    for x, y in loader:
        optimizer.zero_grad()
        output = model(x)
        loss = criterion(output, y)
        loss.backward()
        optimizer.step()
    print(epoch, loss.item())
