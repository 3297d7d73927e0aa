import torch
from torch import nn


class MultiScale(nn.Module):
    """여러 크기의 커널로 특징을 뽑는 합성곱 신경망"""

    def __init__(self, kernel_sizes=(1, 3, 5), channels=6, classes=10):
        super().__init__()
        self.branches = []
        for k in kernel_sizes:
            conv = nn.Conv2d(1, channels, k, padding=k // 2)
            self.branches.append(conv)
        self.pool = nn.AdaptiveAvgPool2d(4)
        self.fc = nn.Linear(channels * len(kernel_sizes) * 16, classes)

    def forward(self, x):
        maps = [torch.relu(branch(x)) for branch in self.branches]
        x = self.pool(torch.cat(maps, dim=1))
        return self.fc(torch.flatten(x, 1))
