"""Right: eval() is called in the middle of an epoch every few steps, and train() is called again right after it."""
import torch
import torch.nn as nn
from sklearn.datasets import load_digits
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)
d = load_digits()
X, y = torch.tensor(d.data, dtype=torch.float32) / 16, torch.tensor(d.target)
loader = DataLoader(TensorDataset(X[:1400], y[:1400]), batch_size=50, shuffle=True)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(64, 64)
        self.drop = nn.Dropout(0.3)
        self.b = nn.Linear(64, 10)

    def forward(self, x):
        return self.b(self.drop(torch.relu(self.a(x))))


def validate(model):
    was_training = model.training
    model.eval()
    with torch.no_grad():
        acc = (model(X[1400:]).argmax(1) == y[1400:]).float().mean().item()
    model.train(was_training)
    return acc


model = Net()
optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
model.train()
step = 0
for epoch in range(3):
    for xb, yb in loader:
        loss = nn.functional.cross_entropy(model(xb), yb)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        step += 1
        if step % 20 == 0:
            print(f"step {step} loss {loss.item():.3f} val acc {validate(model):.3f}")
