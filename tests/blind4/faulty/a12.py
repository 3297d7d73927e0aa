import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import make_blobs

torch.manual_seed(14)
pts, cls = make_blobs(n_samples=1000, centers=10, n_features=6, cluster_std=1.6, random_state=14)
pts = torch.tensor(pts, dtype=torch.float32)
cls = torch.tensor(cls)
mean, std = pts[:800].mean(0, keepdim=True), pts[:800].std(0, keepdim=True)
pts = (pts - mean) / std

train_loader = DataLoader(TensorDataset(pts[:800], cls[:800]), batch_size=20, shuffle=True)
test_loader = DataLoader(TensorDataset(pts[800:], cls[800:]), batch_size=10)


def block(i, o):
    return nn.Sequential(nn.Linear(i, o), nn.LayerNorm(o), nn.ReLU(inplace=True))


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.seq = nn.Sequential(block(6, 32), block(32, 32), nn.Linear(32, 10))

    def forward(self, x):
        return self.seq(x)


def test(model):
    model.eval()
    correct, total = 0, 0
    with torch.no_grad():
        for x, y in test_loader:
            out = model(x)
            predicted = out.argmax(0)
            correct += predicted.eq(y).sum().item()
            total += y.size(0)
    return 100.0 * correct / total


model = Net()
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)

for epoch in range(8):
    model.train()
    running_loss = 0.0
    for i, (x, y) in enumerate(train_loader):
        optimizer.zero_grad()
        out = model(x)
        loss = criterion(out, y)
        loss.backward()
        optimizer.step()
        running_loss += loss.item()
    print(f"Epoch {epoch + 1}: loss {running_loss / len(train_loader):.3f} | test {test(model):.1f}%")
