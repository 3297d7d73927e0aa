import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import make_moons
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)

HIDDEN = 32
EPOCHS = 8


class MoonNet(nn.Module):
    def __init__(self):
        super(MoonNet, self).__init__()
        self.fc1 = nn.Linear(2, HIDDEN)
        self.fc2 = nn.Linear(HIDDEN, 1)

    def forward(self, x):
        x = self.fc1(x)
        F.relu(x)
        x = self.fc2(x)
        return x


def get_data(n=600):
    X, y = make_moons(n, noise=0.1, random_state=1)
    X = torch.tensor(X, dtype=torch.float32)
    y = torch.tensor(y, dtype=torch.float32).unsqueeze(-1)
    train = TensorDataset(X[:480], y[:480])
    valid = TensorDataset(X[480:], y[480:])
    return DataLoader(train, batch_size=32, shuffle=True), DataLoader(valid, batch_size=120)


def accuracy(net, loader):
    net.eval()
    ok = 0
    with torch.no_grad():
        for X, y in loader:
            ok += ((net(X) > 0) == (y > 0.5)).sum().item()
    return ok / len(loader.dataset)


net = MoonNet()
train_loader, valid_loader = get_data()
optimizer = torch.optim.Adam(net.parameters(), lr=0.02)
for epoch in range(EPOCHS):
    net.train()
    for X, y in train_loader:
        optimizer.zero_grad()
        loss = F.binary_cross_entropy_with_logits(net(X), y)
        loss.backward()
        optimizer.step()
    print(f"Epoch {epoch + 1:02d} | loss {loss.item():.3f} | valid acc {accuracy(net, valid_loader):.3f}")
