import torch
import torch.nn.functional as F
from sklearn.datasets import load_iris
from torch import nn

X, y = load_iris(return_X_y=True)
X, y = torch.tensor(X, dtype=torch.float32), torch.tensor(y)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Linear(4, 16)
        self.head = nn.Linear(16, 3)

    def forward(self, x):
        x = F.relu(self.body(x))
        return self.head(F.dropout(x, 0.5))


torch.manual_seed(0)
model = Net()
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
for step in range(100):
    optimizer.zero_grad()
    loss = criterion(model(X), y)
    loss.backward()
    optimizer.step()
print(f"loss {loss.item():.3f}")
model.eval()
with torch.no_grad():
    accuracy = (model(X).argmax(1) == y).float().mean()
print(f"accuracy {accuracy:.3f}")
