import torch
import torch.nn as nn
from sklearn.datasets import load_wine
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch.utils.data import DataLoader, Dataset

torch.manual_seed(0)


class WineDataset(Dataset):
    def __init__(self, X, y):
        self.X = torch.tensor(X, dtype=torch.float32)
        self.y = torch.tensor(y, dtype=torch.long)

    def __len__(self):
        return len(self.X)

    def __getitem__(self, idx):
        return self.X[idx], self.y[idx]


# 1. load
wine = load_wine()
X, y = wine.data, wine.target

# 2. preprocess
scaler = StandardScaler()
X = scaler.fit_transform(X)

# 3. split
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.25, random_state=42, stratify=y)
train_loader = DataLoader(WineDataset(X_train, y_train), batch_size=19, shuffle=True)
test_loader = DataLoader(WineDataset(X_test, y_test), batch_size=45)

# 4. model
model = nn.Sequential(nn.Linear(13, 32), nn.ReLU(), nn.Linear(32, 3))
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=0.005)

# 5. train
for epoch in range(5):
    model.train()
    for X_b, y_b in train_loader:
        optimizer.zero_grad()
        loss = criterion(model(X_b), y_b)
        loss.backward()
        optimizer.step()

# 6. evaluate
model.eval()
with torch.no_grad():
    n_right = sum((model(X_b).argmax(1) == y_b).sum().item() for X_b, y_b in test_loader)
print("test accuracy:", n_right / len(X_test))
