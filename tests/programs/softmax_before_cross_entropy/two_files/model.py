import torch.nn as nn
import torch.nn.functional as F


class DigitNet(nn.Module):
    """LeNet-like network for 8x8 digits."""

    def __init__(self, num_classes=10):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 8, 3, padding=1)
        self.conv2 = nn.Conv2d(8, 16, 3)
        self.pool = nn.MaxPool2d(2)
        self.drop = nn.Dropout(0.25)
        self.fc1 = nn.Linear(16 * 1 * 1, 48)
        self.fc2 = nn.Linear(48, num_classes)

    def forward(self, x):
        x = self.pool(F.relu(self.conv1(x)))    # (N, 8, 4, 4)
        x = self.pool(F.relu(self.conv2(x)))    # (N, 16, 1, 1)
        x = x.flatten(1)
        x = self.drop(F.relu(self.fc1(x)))
        x = self.fc2(x)
        output = F.softmax(x, dim=1)
        return output
