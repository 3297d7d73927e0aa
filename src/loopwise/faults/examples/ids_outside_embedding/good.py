import torch
from torch import nn


class Tagger(nn.Module):
    def __init__(self):
        super().__init__()
        self.table = nn.Embedding(21, 8)
        self.head = nn.Linear(8, 2)

    def forward(self, ids):
        return self.head(self.table(ids).mean(1))


torch.manual_seed(0)
ids = torch.randint(1, 21, (64, 6))  # twenty words, numbered from 1
y = (ids > 10).float().mean(1).gt(0.5).long()
model = Tagger()
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)

for step in range(20):
    optimizer.zero_grad()
    loss = nn.functional.cross_entropy(model(ids), y)
    loss.backward()
    optimizer.step()
print(f"loss {loss.item():.3f}")
