import torch
from torch import nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset


def textures(per_class, seed):
    """Stripes with four orientations."""
    g = torch.Generator().manual_seed(seed)
    yy, xx = torch.meshgrid(torch.arange(14.), torch.arange(14.), indexing="ij")
    images, labels = [], []
    for k, (a, b) in enumerate([(1, 0), (0, 1), (0.7, 0.7), (0.7, -0.7)]):
        phase = 6.28 * torch.rand(per_class, 1, 1, generator=g)
        freq = 1.0 + 0.4 * torch.rand(per_class, 1, 1, generator=g)
        img = torch.sin(freq * (a * xx + b * yy) + phase)
        images.append(img + 0.6 * torch.randn(per_class, 14, 14, generator=g))
        labels.append(torch.full((per_class,), k))
    return TensorDataset(torch.cat(images).unsqueeze(1), torch.cat(labels))


class TextureNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 12, 5)
        self.conv2 = nn.Conv2d(12, 16, 3)
        self.fc = nn.Linear(16, 4)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.relu(self.conv2(x)).mean(dim=(2, 3))
        return self.fc(x)


torch.manual_seed(0)
train_dl = DataLoader(textures(300, 1), batch_size=30)
test_ds = textures(75, 2)
test_dl = DataLoader(test_ds, batch_size=100)
model = TextureNet()
optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9)

for epoch in range(8):
    model.train()
    total = 0.0
    for x, y in train_dl:
        optimizer.zero_grad()
        loss = F.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
        total += loss.item()
    model.eval()
    with torch.no_grad():
        acc = sum((model(x).argmax(1) == y).sum().item() for x, y in test_dl) / len(test_ds)
    print(f"epoch {epoch + 1}: loss {total / len(train_dl):.3f} acc {acc:.3f}")
