import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

torch.manual_seed(17)
X, y = load_digits(return_X_y=True)
X = torch.tensor(X / 16, dtype=torch.float32)
y = torch.tensor(y)
tr, te = train_test_split(range(len(y)), test_size=0.2, random_state=17, stratify=y)
loader = DataLoader(TensorDataset(X[tr], y[tr]), batch_size=64, shuffle=True)
loss_fn = nn.CrossEntropyLoss()

# baseline
net = nn.Linear(64, 10)
optimizer = torch.optim.Adam(net.parameters(), lr=5e-3)


def fit(epochs):
    for epoch in range(epochs):
        tot = 0.0
        for xb, yb in loader:
            optimizer.zero_grad()
            loss = loss_fn(net(xb), yb)
            loss.backward()
            optimizer.step()
            tot += loss.item() * len(yb)
        print(f"  {epoch} {tot / len(tr):.4f}")
    with torch.no_grad():
        return (net(X[te]).argmax(1) == y[te]).float().mean().item()


print("linear")
print("linear:", fit(6))

# deeper
net = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
print("mlp")
print("mlp:", fit(6))
