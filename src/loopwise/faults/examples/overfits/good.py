import torch
from sklearn.datasets import load_breast_cancer
from torch import nn

torch.manual_seed(0)
features, labels = load_breast_cancer(return_X_y=True)
features = (features - features.mean(axis=0)) / features.std(axis=0)
x, y = torch.tensor(features, dtype=torch.float32), torch.tensor(labels)
order = torch.randperm(len(x))
train, held_out = order[:400], order[400:]
model = nn.Sequential(nn.Linear(30, 64), nn.ReLU(), nn.Linear(64, 2))
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
for _ in range(8):
    for rows in torch.randperm(400).split(50):
        loss = nn.functional.cross_entropy(model(x[train[rows]]), y[train[rows]])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    with torch.no_grad():
        validation = nn.functional.cross_entropy(model(x[held_out]), y[held_out])
print(loss.item(), validation.item())
