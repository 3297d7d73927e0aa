"""Face-landmark-like regression: predict three key points of a random triangle image."""
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset


class Triangles(Dataset):
    def __init__(self, n, seed, size=24):
        g = torch.Generator().manual_seed(seed)
        self.points = torch.randint(3, size - 3, (n, 3, 2), generator=g)
        grid = torch.arange(size)
        self.images = torch.zeros(n, 3, size, size)
        for k in range(3):
            dy = (grid[None, :] - self.points[:, k, 0, None]).float() ** 2
            dx = (grid[None, :] - self.points[:, k, 1, None]).float() ** 2
            self.images[:, k] = torch.exp(-(dy[:, :, None] + dx[:, None, :]) / 4)
        self.targets = (self.points.float().flatten(1) - size / 2) / (size / 4)

    def __len__(self):
        return len(self.images)

    def __getitem__(self, i):
        return self.images[i], self.targets[i]


class KeypointNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.cnn = nn.Sequential(
            nn.Conv2d(3, 16, 3, stride=2, padding=1), nn.ReLU(),
            nn.Conv2d(16, 32, 3, stride=2, padding=1), nn.ReLU(),
        )
        self.reg = nn.Sequential(nn.Flatten(), nn.Linear(32 * 6 * 6, 64), nn.ReLU(), nn.Linear(64, 6))

    def forward(self, x):
        return self.reg(self.cnn(x))


def train_epoch(model, loader, loss_fn, optimizer):
    model.train()
    total, seen = 0.0, 0
    for images, points in loader:
        optimizer.zero_grad()
        loss = loss_fn(model(images), points)
        loss.backward()
        optimizer.step()
        total += loss.item() * images.size(0)
        seen += images.size(0)
        return total / seen


def test_epoch(model, loader):
    model.eval()
    dist, n = 0.0, 0
    with torch.no_grad():
        for images, points in loader:
            diff = (model(images) - points).view(-1, 3, 2)
            dist += diff.norm(dim=2).sum().item()
            n += diff.size(0) * 3
    return dist / n


if __name__ == "__main__":
    train_loader = DataLoader(Triangles(640, 0), batch_size=32, shuffle=True)
    test_loader = DataLoader(Triangles(160, 1), batch_size=32)
    model = KeypointNet()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for epoch in range(6):
        print(epoch, train_epoch(model, train_loader, nn.MSELoss(), optimizer))
    print("mean distance", test_epoch(model, test_loader))
