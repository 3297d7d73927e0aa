import torch
from torch import nn

torch.manual_seed(0)
words = torch.randint(0, 20, (32, 5))
tags = words % 5

embedding = nn.Embedding(20, 8)
head = nn.Linear(8, 5)
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam([*embedding.parameters(), *head.parameters()], lr=0.01)
for step in range(50):
    optimizer.zero_grad()
    out = head(embedding(words))
    loss = criterion(out, tags)
    loss.backward()
    optimizer.step()
print(f"loss {loss.item():.3f}")
