import torch
from torch import nn


class Reader(nn.Module):
    def __init__(self, hidden):
        super().__init__()
        self.rnn = nn.GRU(4, hidden, batch_first=True)
        self.head = nn.Linear(hidden, 3)

    def forward(self, x):
        out, state = self.rnn(x)
        return self.head(out[:, -1])


torch.manual_seed(0)
x, y, start = torch.randn(32, 5, 4), torch.randint(3, (32,)), torch.zeros(1, 32, 16)
model = Reader(16)
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)

for step in range(20):
    optimizer.zero_grad()
    loss = nn.functional.cross_entropy(model(x, start), y)
    loss.backward()
    optimizer.step()
print(f"loss {loss.item():.3f}")
