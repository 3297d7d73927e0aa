"""Right: 401 rows would leave a last batch of one, but drop_last=True takes it away in training; squeeze(1) keeps the batch axis."""
import torch
import torch.nn as nn
from sklearn.datasets import load_breast_cancer
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)
X, y = load_breast_cancer(return_X_y=True)
X, y = torch.tensor(X, dtype=torch.float32), torch.tensor(y, dtype=torch.float32)
train_loader = DataLoader(TensorDataset(X[:401], y[:401]), batch_size=20, shuffle=True, drop_last=True)
test_loader = DataLoader(TensorDataset(X[401:], y[401:]), batch_size=1)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm = nn.BatchNorm1d(30)
        self.fc1 = nn.Linear(30, 16)
        self.bn1 = nn.BatchNorm1d(16)
        self.fc2 = nn.Linear(16, 1)

    def forward(self, x):
        # the first layer scales the raw columns
        x = torch.relu(self.bn1(self.fc1(self.norm(x))))
        return self.fc2(x).squeeze(1)


model = Net()
criterion = nn.BCEWithLogitsLoss()
opt = torch.optim.Adam(model.parameters(), lr=5e-3)
for epoch in range(3):
    model.train()
    for xb, yb in train_loader:
        opt.zero_grad()
        loss = criterion(model(xb), yb)
        loss.backward()
        opt.step()
    model.eval()
    right = 0
    with torch.no_grad():
        for xb, yb in test_loader:
            right += ((model(xb) > 0).float() == yb).sum().item()
    print(epoch, loss.item(), right / len(test_loader))
