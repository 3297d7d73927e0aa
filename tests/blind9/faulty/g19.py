import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Subset, TensorDataset
from sklearn.datasets import make_classification

RNG = np.random.default_rng(1234)
torch.manual_seed(1234)


def dataset():
    X, y = make_classification(n_samples=1000, n_features=20, n_informative=8, n_redundant=2, class_sep=0.8,
                               flip_y=0.12, random_state=1234)
    X = X / 2.0
    return TensorDataset(torch.tensor(X, dtype=torch.float32), torch.tensor(y))


def split(n, share):
    k = int(n * share)
    held_out = RNG.choice(n, size=k, replace=False)
    rest = RNG.choice(n, size=n - k, replace=False)
    return rest, held_out


data = dataset()
train_idx, test_idx = split(len(data), 0.25)
train_loader = DataLoader(Subset(data, train_idx.tolist()), batch_size=25, shuffle=True)
test_loader = DataLoader(Subset(data, test_idx.tolist()), batch_size=250)

net = nn.Sequential(nn.Linear(20, 64), nn.ReLU(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 2))
opt = torch.optim.Adam(net.parameters(), lr=1e-3)
criterion = nn.CrossEntropyLoss()

for epoch in range(60):
    net.train()
    loss_sum = 0.0
    for x, y in train_loader:
        opt.zero_grad()
        loss = criterion(net(x), y)
        loss.backward()
        opt.step()
        loss_sum += loss.item() * len(y)
    if (epoch + 1) % 15 == 0:
        print(f"epoch {epoch + 1} train loss {loss_sum / len(train_idx):.4f}")

net.eval()
correct = 0
with torch.no_grad():
    for x, y in test_loader:
        correct += (net(x).argmax(1) == y).sum().item()
print(f"test accuracy {correct / len(test_idx):.3f}")
