import torch
from sklearn.datasets import load_digits
from torch import nn

torch.manual_seed(0)
digits = load_digits()
x = torch.tensor(digits.images, dtype=torch.float32) / 16  # (1797, 8, 8): rows, columns
y = torch.tensor(digits.target)
model = nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
loss_function = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
for step in range(20):
    columns = x.permute(0, 2, 1).reshape(x.size(0), 64)
    loss = loss_function(model(columns), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
