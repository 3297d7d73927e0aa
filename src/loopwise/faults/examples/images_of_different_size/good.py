import torch
from sklearn.datasets import load_digits
from torch import nn
from torch.utils.data import DataLoader, Dataset

digits = load_digits()


class Pictures(Dataset):
    def __len__(self):
        return 640

    def __getitem__(self, at):
        image = torch.tensor(digits.images[at] / 16, dtype=torch.float32)[None, None]
        size = 8
        return nn.functional.interpolate(image, size=(size, size))[0], int(digits.target[at])


torch.manual_seed(0)
model = nn.Sequential(nn.Conv2d(1, 8, 3), nn.ReLU(), nn.AdaptiveAvgPool2d(4), nn.Flatten(), nn.Linear(128, 10))
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
for epoch in range(6):
    for images, labels in DataLoader(Pictures(), batch_size=32, shuffle=True):
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(images), labels)
        loss.backward()
        optimizer.step()
