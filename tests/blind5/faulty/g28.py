import torch
import torch.nn as nn
from sklearn.datasets import make_classification
from torch.utils.data import DataLoader, Subset, TensorDataset

torch.manual_seed(0)

# 약간 noisy한 데이터
X, y = make_classification(n_samples=600, n_features=30, n_informative=6, flip_y=0.3, class_sep=0.8, random_state=0)
X = torch.tensor(X, dtype=torch.float32)
y = torch.tensor(y, dtype=torch.float32)

full_ds = TensorDataset(X, y)
perm = torch.randperm(len(full_ds)).tolist()
train_ds = Subset(full_ds, perm[:450])
test_ds = Subset(full_ds, perm[450:])

train_loader = DataLoader(full_ds, batch_size=32, shuffle=True)
test_loader = DataLoader(test_ds, batch_size=150)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(
            nn.Linear(30, 128), nn.ReLU(),
            nn.Linear(128, 128), nn.ReLU(),
            nn.Linear(128, 1))

    def forward(self, x):
        return self.net(x).squeeze(1)


model = Net()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
criterion = nn.BCEWithLogitsLoss()

for epoch in range(60):
    model.train()
    total = 0.0
    for xb, yb in train_loader:
        optimizer.zero_grad()
        loss = criterion(model(xb), yb)
        loss.backward()
        optimizer.step()
        total += loss.item()
    if epoch % 10 == 9:
        model.eval()
        with torch.no_grad():
            for xb, yb in test_loader:
                acc = ((model(xb) > 0).float() == yb).float().mean().item()
        print(f'epoch {epoch + 1} loss {total / len(train_loader):.4f} test acc {acc:.3f}')
