"""Right: pixels lie in [0, 1], so a sigmoid output with BCE is a proper auto-encoder loss; there are no labels."""
import torch
import torch.nn as nn
from sklearn.datasets import load_digits
from torch.utils.data import DataLoader

torch.manual_seed(0)


class AE(nn.Module):
    def __init__(self, code=8):
        super().__init__()
        self.enc = nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, code))
        self.dec = nn.Sequential(nn.Linear(code, 32), nn.ReLU(), nn.Linear(32, 64), nn.Sigmoid())

    def forward(self, x):
        return self.dec(self.enc(x))


X = torch.tensor(load_digits().data / 16.0, dtype=torch.float32)
train_loader = DataLoader(X[:1500], batch_size=50, shuffle=True)
test_loader = DataLoader(X[1500:], batch_size=99)
model = AE()
criterion = nn.BCELoss()
opt = torch.optim.Adam(model.parameters(), lr=3e-3)
for epoch in range(4):
    model.train()
    running = 0.0
    for xb in train_loader:
        opt.zero_grad()
        loss = criterion(model(xb), xb)
        loss.backward()
        opt.step()
        running += loss.item()
    model.eval()
    with torch.no_grad():
        val = sum(criterion(model(xb), xb).item() for xb in test_loader) / len(test_loader)
    print(f"epoch {epoch} train {running / len(train_loader):.4f} test {val:.4f}")
