import torch
from torch import nn


class RiskNet(nn.Module):
    """Tabular risk model: two hidden blocks and one score."""

    def __init__(self, n_features: int, width: int = 32):
        super().__init__()
        self.block1 = nn.Sequential(nn.Linear(n_features, width), nn.BatchNorm1d(width), nn.ReLU())
        self.block2 = nn.Sequential(nn.Linear(width, width), nn.ReLU(), nn.Dropout(0.2))
        self.score = nn.Linear(width, 1)

    def forward(self, x):
        h = self.block2(self.block1(x))
        return torch.sigmoid(self.score(h)).squeeze(1)
