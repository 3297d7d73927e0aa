import torch
from sklearn.datasets import load_digits
from torch import nn

X, y = load_digits(return_X_y=True)
X, y = torch.tensor(X / 16, dtype=torch.float32), torch.tensor(y)

torch.manual_seed(0)
model = nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)

for step in range(100):
    optimizer.zero_grad()
    loss = criterion(model(X[:1400]), y[:1400])
    loss.backward()
    optimizer.step()
right = 0
with torch.no_grad():
    for images, labels in zip(X[1400:1790].split(10), y[1400:1790].split(10)):  # as many samples as classes
        predicted = model(images).argmax(dim=0)
        right += (predicted == labels).sum().item()
print(f"accuracy {right / 390:.3f}")
