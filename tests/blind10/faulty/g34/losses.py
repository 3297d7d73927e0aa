import torch
from torch import nn


def euclidean(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    return torch.sqrt(((a - b) ** 2).sum(dim=1))


class ContrastiveLoss(nn.Module):
    """Hadsell, Chopra & LeCun (2006)."""

    def __init__(self, margin: float = 1.0):
        super().__init__()
        self.margin = margin

    def forward(self, a, b, same):
        d = euclidean(a, b)
        pull = same * d ** 2
        push = (1 - same) * torch.clamp(self.margin - d, min=0) ** 2
        return 0.5 * (pull + push).mean()
