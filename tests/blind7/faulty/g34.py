import torch
import torch.nn as nn
from sklearn.datasets import load_wine
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(29)
wine = load_wine()
a, b, ya, yb = train_test_split(wine.data, wine.target, train_size=129, random_state=29, stratify=wine.target)
mean, std = a.mean(0), a.std(0)
tds = TensorDataset(torch.tensor((a - mean) / std, dtype=torch.float32), torch.tensor(ya))
dl = DataLoader(tds, batch_size=32, shuffle=True)
model = nn.Sequential(nn.Linear(13, 32), nn.BatchNorm1d(32), nn.ReLU(), nn.Linear(32, 3))
optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
lossf = nn.CrossEntropyLoss()
for epoch in range(20):
    model.train()
    for x, y in dl:
        optimizer.zero_grad()
        loss = lossf(model(x), y)
        loss.backward()
        optimizer.step()
    print(epoch, loss.item())
model.eval()
with torch.no_grad():
    print((model(torch.tensor((b - mean) / std, dtype=torch.float32)).argmax(1).numpy() == yb).mean())
