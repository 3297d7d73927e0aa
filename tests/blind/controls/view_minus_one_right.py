"""Right: view(-1, 16 * 4 * 4) keeps one row per picture because the tensor is exactly (N, 16, 4, 4); pictures are permuted, not reshaped, to NCHW."""
import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset

np.random.seed(0)
torch.manual_seed(0)


class Patches(Dataset):
    def __init__(self, n):
        self.labels = np.random.randint(0, 3, n)
        self.images = np.random.rand(n, 16, 16, 3).astype(np.float32) * 0.5
        for i, c in enumerate(self.labels):
            self.images[i, :, :, c] += 0.4

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, i):
        return torch.from_numpy(self.images[i]).permute(2, 0, 1), int(self.labels[i])


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 8, 3, padding=1)
        self.conv2 = nn.Conv2d(8, 16, 3, padding=1)
        self.fc = nn.Linear(16 * 4 * 4, 3)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = x.view(-1, 16 * 4 * 4)
        return self.fc(x)


loader = DataLoader(Patches(240), batch_size=24, shuffle=True)
net = Net()
opt = torch.optim.SGD(net.parameters(), lr=0.05, momentum=0.9)
for epoch in range(3):
    total = 0.0
    for x, y in loader:
        opt.zero_grad()
        loss = F.cross_entropy(net(x), y)
        loss.backward()
        opt.step()
        total += loss.item()
    print(epoch, total / len(loader))
