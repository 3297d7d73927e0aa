import torch
from sklearn.datasets import load_digits
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

X, y = load_digits(return_X_y=True)
X, y = torch.tensor(X / 16, dtype=torch.float32), torch.tensor(y)

torch.manual_seed(0)
encoder = nn.Sequential(nn.Linear(64, 8), nn.Tanh())
head = nn.Linear(8, 10)
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(head.parameters(), lr=0.01)
loader = DataLoader(TensorDataset(X, y), batch_size=64, shuffle=True)

for epoch in range(10):
    for inputs, labels in loader:
        optimizer.zero_grad()
        loss = criterion(head(encoder(inputs)), labels)
        loss.backward()
        optimizer.step()
print(f"loss {loss.item():.3f}")
