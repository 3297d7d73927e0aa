import torch
from torch import nn, optim
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import RobustScaler

torch.manual_seed(1)
SPLIT = dict(test_size=0.25, random_state=1)


def get_data():
    X, y = load_breast_cancer(return_X_y=True)
    X_tr, X_te, y_tr, y_te = train_test_split(X, y, stratify=y, **SPLIT)
    scaler = RobustScaler()
    X_tr = scaler.fit_transform(X_tr)
    X_te = scaler.transform(X_te)
    to = lambda a: torch.tensor(a, dtype=torch.float32)
    return to(X_tr), to(y_tr), to(X_te), to(y_te)


class LogReg(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.lin = nn.Linear(d, 1)

    def forward(self, x):
        return self.lin(x).squeeze(1)


X_tr, y_tr, X_te, y_te = get_data()
loader = DataLoader(TensorDataset(X_tr, y_tr), batch_size=32, shuffle=True)
model = LogReg(30)
loss_fn = nn.BCEWithLogitsLoss()
optimizer = optim.Adam(model.parameters(), lr=0.01)

for epoch in range(10):
    model.train()
    total = 0.0
    for xb, yb in loader:
        loss = loss_fn(model(xb), yb)
        optimizer.zero_grad()
        optimizer.step()
        loss.backward()
        total += loss.item() * len(yb)
    model.eval()
    with torch.no_grad():
        p = torch.sigmoid(model(X_te))
        acc = ((p >= 0.5).float() == y_te).float().mean().item()
    print(f"Epoch [{epoch + 1}/10] loss: {total / len(y_tr):.4f} test accuracy: {acc:.4f}")
