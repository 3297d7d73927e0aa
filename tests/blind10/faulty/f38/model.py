import torch
from torch import nn


class Screener(nn.Module):
    def __init__(self, n_in: int, width: int = 32):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(n_in, width),
            nn.ReLU(),
            nn.Dropout(0.2),
            nn.Linear(width, width),
            nn.ReLU(),
            nn.Linear(width, 1),
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.layers(x).squeeze(1)
