import torch
from sklearn.datasets import load_iris
from torch import nn

X, y = load_iris(return_X_y=True)
X, y = torch.tensor(X, dtype=torch.float32), torch.tensor(y)


class Net(nn.Module):
    def __init__(self, classes=10):
        super().__init__()
        self.hidden = nn.Linear(4, 16)
        self.head = nn.Linear(16, classes)

    def forward(self, x):
        return self.head(torch.relu(self.hidden(x)))


torch.manual_seed(0)
model = Net()
criterion = nn.CrossEntropyLoss()

optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
model.head = nn.Linear(16, 3)

for step in range(100):
    optimizer.zero_grad()
    loss = criterion(model(X), y)
    loss.backward()
    optimizer.step()
print(f"loss {loss.item():.3f}")
