import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import load_digits
from torch.utils.data import DataLoader, Dataset

torch.manual_seed(0)


class ToTensor:
    def __call__(self, pic):
        return torch.tensor(pic, dtype=torch.float32).unsqueeze(0) / 16.0


class Normalize:
    """like transforms.Normalize"""

    def __init__(self, mean, std):
        self.mean = torch.tensor(mean).view(-1, 1, 1)
        self.std = torch.tensor(std).view(-1, 1, 1)

    def __call__(self, x):
        return x.clone().sub_(self.mean).div_(self.std)


class Compose:
    def __init__(self, steps):
        self.steps = steps

    def __call__(self, x):
        for s in self.steps:
            x = s(x)
        return x


class DigitPictures(Dataset):
    def __init__(self, transform):
        self.d = load_digits()
        self.transform = transform

    def __len__(self):
        return len(self.d.target)

    def __getitem__(self, i):
        return self.transform(self.d.images[i]), int(self.d.target[i])


transform = Compose([
    ToTensor(),
    Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
])
loader = DataLoader(DigitPictures(transform), batch_size=64, shuffle=True)
model = nn.Sequential(nn.Conv2d(1, 8, 3), nn.ReLU(), nn.Flatten(), nn.Linear(8 * 36, 10))
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
for epoch in range(1):
    for x, y in loader:
        optimizer.zero_grad()
        loss = F.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
    print(epoch, loss.item())
