import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset


class ConvSequence(nn.Module):
    """1-D convolution over time, then a linear layer over everything."""

    def __init__(self, n_features=3, length=20, channels=8):
        super().__init__()
        self.conv = nn.Conv1d(n_features, channels, 5, padding=2)
        self.fc = nn.Linear(channels * length, 2)

    def forward(self, x):
        x = x.permute(0, 2, 1)
        x = torch.relu(self.conv(x))
        x = x.permute(0, 2, 1)
        x = x.view(x.size(0), -1)
        return self.fc(x)


torch.manual_seed(0)
x = torch.randn(400, 20, 3)
y = (x[:, 5:10, 0].mean(1) > 0).long()
loader = DataLoader(TensorDataset(x, y), batch_size=40, shuffle=True)
model = ConvSequence()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
criterion = nn.CrossEntropyLoss()
for epoch in range(3):
    for xb, yb in loader:
        optimizer.zero_grad()
        loss = criterion(model(xb), yb)
        loss.backward()
        optimizer.step()
    print(epoch, loss.item())
