import torch
import torch.nn as nn
from sklearn.datasets import make_classification
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(4)

# 불량품 검출 데이터 (양품 97%)
X, y = make_classification(n_samples=3000, n_features=15, n_informative=3, n_redundant=2, weights=[0.97],
                           class_sep=0.4, flip_y=0.01, random_state=4)
X_train, X_val, y_train, y_val = train_test_split(X, y, test_size=0.25, random_state=4, stratify=y)
s = StandardScaler()
X_train = torch.tensor(s.fit_transform(X_train), dtype=torch.float32)
X_val = torch.tensor(s.transform(X_val), dtype=torch.float32)
y_train, y_val = torch.tensor(y_train), torch.tensor(y_val)
train_loader = DataLoader(TensorDataset(X_train, y_train), batch_size=64, shuffle=True)
val_loader = DataLoader(TensorDataset(X_val, y_val), batch_size=256)


class DefectNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(15, 16)
        self.fc2 = nn.Linear(16, 2)

    def forward(self, x):
        return self.fc2(torch.relu(self.fc1(x)))


model = DefectNet()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
criterion = nn.CrossEntropyLoss()

for epoch in range(10):
    model.train()
    train_loss = 0.0
    for xb, yb in train_loader:
        optimizer.zero_grad()
        loss = criterion(model(xb), yb)
        loss.backward()
        optimizer.step()
        train_loss += loss.item() * len(yb)
    model.eval()
    correct, found = 0, 0
    with torch.no_grad():
        for xb, yb in val_loader:
            pred = model(xb).argmax(1)
            correct += (pred == yb).sum().item()
            found += ((pred == 1) & (yb == 1)).sum().item()
    print(f'epoch {epoch + 1}: loss {train_loss / len(y_train):.4f} acc {correct / len(y_val):.4f} found defects {found}/{int((y_val == 1).sum())}')
