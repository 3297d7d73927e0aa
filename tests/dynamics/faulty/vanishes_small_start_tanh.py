import torch
from sklearn.datasets import load_digits
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(6)
data = load_digits()
x = torch.tensor(data.data / 8 - 1, dtype=torch.float32)
loader = DataLoader(TensorDataset(x, torch.tensor(data.target)), 64, shuffle=True)
blocks = []
sizes = [64, 64, 64, 64, 64, 64, 64]
for a, b in zip(sizes, sizes[1:]):
    blocks += [nn.Linear(a, b), nn.Tanh()]
model = nn.Sequential(*blocks, nn.Linear(64, 10))
for p in model.parameters():
    if p.dim() == 2:
        nn.init.normal_(p, std=0.02)
optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
for epoch in range(6):
    for inputs, labels in loader:
        optimizer.zero_grad(set_to_none=True)
        loss = nn.functional.cross_entropy(model(inputs), labels)
        loss.backward()
        optimizer.step()
    print(epoch, loss.item())
