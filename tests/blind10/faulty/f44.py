"""Colour shapes: which of four shapes is drawn in the picture?"""
import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

SIZE = 24
SHAPES = ("disc", "square", "cross", "ring")


def draw(shape: str, rng: np.random.Generator) -> np.ndarray:
    """uint8 picture of shape (H, W, 3), as an image reader would give it."""
    yy, xx = np.mgrid[:SIZE, :SIZE]
    cy, cx = rng.uniform(8, 16, 2)
    r = rng.uniform(4, 7)
    d = np.hypot(yy - cy, xx - cx)
    if shape == "disc":
        mask = d < r
    elif shape == "square":
        mask = (abs(yy - cy) < r * 0.85) & (abs(xx - cx) < r * 0.85)
    elif shape == "cross":
        mask = ((abs(yy - cy) < r / 3) | (abs(xx - cx) < r / 3)) & (d < r * 1.2)
    else:
        mask = (d < r * 1.1) & (d > r * 0.6)
    picture = rng.normal(90, 25, (SIZE, SIZE, 3))
    picture[mask] = rng.uniform(120, 255, 3) + rng.normal(0, 15, (mask.sum(), 3))
    return picture.clip(0, 255).astype(np.uint8)


class ShapeDataset(Dataset):
    def __init__(self, n: int, seed: int):
        rng = np.random.default_rng(seed)
        self.labels = rng.integers(0, len(SHAPES), n)
        self.pictures = [draw(SHAPES[k], rng) for k in self.labels]

    def __len__(self) -> int:
        return len(self.labels)

    def __getitem__(self, i: int):
        img = torch.from_numpy(self.pictures[i]).float() / 255.0
        img = img.view(3, SIZE, SIZE)
        return (img - 0.5) / 0.25, int(self.labels[i])


class ShapeNet(nn.Module):
    def __init__(self):
        super().__init__()
        chans = [3, 16, 32, 64]
        stages = []
        for a, b in zip(chans, chans[1:]):
            stages += [nn.Conv2d(a, b, 3, padding=1), nn.BatchNorm2d(b), nn.ReLU(), nn.MaxPool2d(2)]
        self.features = nn.Sequential(*stages)
        self.head = nn.Sequential(nn.Flatten(), nn.Linear(64 * 9, len(SHAPES)))

    def forward(self, x):
        return self.head(self.features(x))


def main() -> None:
    torch.manual_seed(0)
    train_dl = DataLoader(ShapeDataset(1200, 0), batch_size=48, shuffle=True)
    test_dl = DataLoader(ShapeDataset(400, 1), batch_size=100)
    model = ShapeNet()
    opt = torch.optim.Adam(model.parameters(), lr=1e-3)
    criterion = nn.CrossEntropyLoss()
    for epoch in range(5):
        model.train()
        running = 0.0
        for x, y in train_dl:
            opt.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            opt.step()
            running += loss.item()
        print(f"epoch {epoch} loss {running / len(train_dl):.4f}")
    model.eval()
    with torch.no_grad():
        hits = sum((model(x).argmax(1) == y).sum().item() for x, y in test_dl)
    print("test accuracy", hits / len(test_dl.dataset))


if __name__ == "__main__":
    main()
