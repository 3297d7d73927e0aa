import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import load_digits
from torch.utils.data import DataLoader, Dataset, random_split

torch.manual_seed(0)


def augment(x):
    x = torch.roll(x, int(torch.randint(-1, 2, (1,))), dims=-1)
    return x + 0.1 * torch.randn_like(x)


class Digits(Dataset):
    def __init__(self, transform=None):
        d = load_digits()
        self.x = torch.tensor(d.images, dtype=torch.float32).unsqueeze(1) / 16
        self.y = torch.tensor(d.target)
        self.transform = transform

    def __len__(self):
        return len(self.y)

    def __getitem__(self, i):
        x = self.x[i]
        if self.transform is not None:
            x = self.transform(x)
        return x, self.y[i]


full = Digits(transform=augment)
train_set, val_set = random_split(full, [1440, 357], generator=torch.Generator().manual_seed(0))
val_set.dataset.transform = None  # no augmentation for validation
train_loader = DataLoader(train_set, batch_size=48, shuffle=True)
val_loader = DataLoader(val_set, batch_size=357)
print("augmentation in training:", not torch.equal(train_set[0][0], train_set[0][0]))

model = nn.Sequential(nn.Conv2d(1, 12, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(192, 10))
optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
for epoch in range(3):
    model.train()
    for x, y in train_loader:
        optimizer.zero_grad()
        loss = F.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
    model.eval()
    with torch.no_grad():
        for x, y in val_loader:
            print(f"epoch {epoch} val acc {(model(x).argmax(1) == y).float().mean().item():.4f}")
