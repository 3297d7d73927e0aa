import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Reader(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.GRU(4, 16, batch_first=True)
        self.head = nn.Linear(16, 3)

    def forward(self, x):
        start = torch.zeros(1, x.size(0), 16)
        out, state = self.rnn(x, start)
        return self.head(out[:, -1])


torch.manual_seed(0)
x, y = torch.randn(100, 5, 4), torch.randint(3, (100,))
loader = DataLoader(TensorDataset(x, y), batch_size=32, shuffle=True)
model = Reader()
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)

for epoch in range(3):
    for sequences, labels in loader:
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(sequences), labels)
        loss.backward()
        optimizer.step()
    print(f"epoch {epoch}, loss {loss.item():.3f}")
