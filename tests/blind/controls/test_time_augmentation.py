"""Right: test-time augmentation: each test picture is shifted at random on purpose and the probabilities are averaged."""
import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import load_digits
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)


def random_shift(x):
    dy, dx = torch.randint(-1, 2, (2,)).tolist()
    return torch.roll(x, (dy, dx), dims=(-2, -1))


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 16, 3, padding=1)
        self.bn = nn.BatchNorm2d(16)
        self.fc = nn.Linear(16 * 16, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.bn(self.conv(x))), 2)
        return self.fc(x.flatten(1))


@torch.no_grad()
def tta_predict(model, x, n_views=8):
    model.eval()
    probs = torch.stack([F.softmax(model(random_shift(x)), dim=1) for _ in range(n_views)])
    return probs.mean(dim=0).argmax(dim=1)


d = load_digits()
X = torch.tensor(d.images, dtype=torch.float32).unsqueeze(1) / 16
y = torch.tensor(d.target)
loader = DataLoader(TensorDataset(X[:1400], y[:1400]), batch_size=50, shuffle=True)
model = Net()
opt = torch.optim.Adam(model.parameters(), lr=3e-3)
for epoch in range(3):
    model.train()
    for xb, yb in loader:
        opt.zero_grad()
        loss = F.cross_entropy(model(random_shift(xb)), yb)
        loss.backward()
        opt.step()
    print(epoch, loss.item(), (tta_predict(model, X[1400:]) == y[1400:]).float().mean().item())
