import numpy as np
import torch
import torch.nn as nn
from sklearn.datasets import load_iris
from torch.utils.data import DataLoader, TensorDataset

np.random.seed(14)
torch.manual_seed(14)

iris = load_iris()
perm = np.random.permutation(150)
train_id, test_id = perm[:105], perm[105:]
mu = iris.data[train_id].mean(0)
sigma = iris.data[train_id].std(0)
feats = torch.from_numpy(((iris.data - mu) / sigma).astype(np.float32))
species = torch.from_numpy(iris.target).long()

loader = DataLoader(TensorDataset(feats[train_id], species[train_id]), batch_size=15, shuffle=True)


class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(4, 16)
        self.output = nn.Linear(16, 3)

    def forward(self, x):
        h = torch.tanh(self.hidden(x))
        return nn.functional.softmax(self.output(h), dim=-1)


net = Classifier()
criterion = nn.NLLLoss()
optimizer = torch.optim.Adam(net.parameters(), lr=5e-3)

for epoch in range(40):
    s = 0.0
    for xb, yb in loader:
        probs = net(xb)
        loss = criterion(probs, yb)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        s += loss.item()
    if epoch % 10 == 9:
        print("epoch", epoch + 1, "loss", s / len(loader))

with torch.no_grad():
    winners = net(feats[test_id]).argmax(dim=-1)
print("test acc", (winners == species[test_id]).float().mean().item())
