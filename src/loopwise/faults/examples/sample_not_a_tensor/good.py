import numpy as np
import torch
from PIL import Image
from sklearn.datasets import load_digits
from torch import nn
from torch.utils.data import DataLoader, Dataset

X, y = load_digits(return_X_y=True)
X = (X * 15).astype(np.uint8).reshape(-1, 8, 8)


class Digits(Dataset):
    def __len__(self):
        return len(X)

    def __getitem__(self, index):
        picture = Image.fromarray(X[index])
        return torch.from_numpy(np.array(picture)).float() / 255, y[index]


torch.manual_seed(0)
loader = DataLoader(Digits(), batch_size=64, shuffle=True)
model = nn.Sequential(nn.Flatten(), nn.Linear(64, 10))
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)

for epoch in range(2):
    for images, labels in loader:
        optimizer.zero_grad()
        loss = criterion(model(images), labels)
        loss.backward()
        optimizer.step()
print(f"loss {loss.item():.3f}")
