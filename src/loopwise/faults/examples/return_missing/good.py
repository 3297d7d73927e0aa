import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(8, 16)
        self.head = nn.Linear(16, 2)

    def forward(self, x):
        x = torch.relu(self.hidden(x))
        return self.head(x)


torch.manual_seed(0)
x, y = torch.randn(64, 8), torch.randint(2, (64,))
model = Net()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)

for step in range(20):
    optimizer.zero_grad()
    loss = nn.functional.cross_entropy(model(x), y)
    loss.backward()
    optimizer.step()
print(f"loss {loss.item():.3f}")
