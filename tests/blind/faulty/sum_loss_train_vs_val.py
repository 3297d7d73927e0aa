import torch
import torch.nn as nn
from sklearn.datasets import load_diabetes
from sklearn.preprocessing import StandardScaler
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)

X, y = load_diabetes(return_X_y=True)
perm = torch.randperm(len(X)).numpy()
tr, va = perm[:242], perm[242:]
sx, sy = StandardScaler().fit(X[tr]), StandardScaler().fit(y[tr].reshape(-1, 1))


def tensors(rows):
    return TensorDataset(torch.tensor(sx.transform(X[rows]), dtype=torch.float32),
                         torch.tensor(sy.transform(y[rows].reshape(-1, 1)), dtype=torch.float32))


train_loader = DataLoader(tensors(tr), batch_size=22, shuffle=True)
val_loader = DataLoader(tensors(va), batch_size=200)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(10, 40)
        self.fc2 = nn.Linear(40, 1)

    def forward(self, x):
        return self.fc2(torch.relu(self.fc1(x)))


model = Net()
criterion = nn.MSELoss(reduction="sum")
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
for epoch in range(5):
    model.train()
    train_losses = []
    for xb, yb in train_loader:
        optimizer.zero_grad()
        loss = criterion(model(xb), yb)
        loss.backward()
        optimizer.step()
        train_losses.append(loss.item())
    model.eval()
    with torch.no_grad():
        val_losses = [criterion(model(xb), yb).item() for xb, yb in val_loader]
    train_loss = sum(train_losses) / len(train_losses)
    val_loss = sum(val_losses) / len(val_losses)
    verdict = "overfitting?" if val_loss > 2 * train_loss else "ok"
    print(f"epoch {epoch} train {train_loss:.2f} val {val_loss:.2f} {verdict}")
