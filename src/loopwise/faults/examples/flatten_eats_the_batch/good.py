import torch
from sklearn.datasets import load_digits
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

X, y = load_digits(return_X_y=True)
X = torch.tensor(X / 16, dtype=torch.float32).reshape(-1, 1, 8, 8)
loader = DataLoader(TensorDataset(X, torch.tensor(y)), batch_size=64, shuffle=True)

torch.manual_seed(0)
model = nn.Linear(64, 10)
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)

for images, labels in loader:
    optimizer.zero_grad()
    loss = criterion(model(images.flatten(1)), labels)
    loss.backward()
    optimizer.step()
print(f"loss {loss.item():.3f}")
