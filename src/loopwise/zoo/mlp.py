"""A multi-layer perceptron: fully connected layers with ReLU between them, and no activation at the end.

model = MLP(features=30, units=1)
logits = model(x)        # x: (N, 30) float32 -> (N, 1), before any sigmoid
"""

from __future__ import annotations

from torch import Tensor, nn

from loopwise.text import Text
from loopwise.zoo._card import Card

CARD = Card(
    title="MLP",
    paper="",
    says=Text(
        en="Fully connected layers with ReLU and dropout: for tables, and for pictures laid out in one row.",
        ko="ReLU와 드롭아웃을 쓰는 완전연결층(FC). 표 데이터나 한 줄로 편 이미지에 씁니다.",
    ),
    input=(784,),
)


class MLP(nn.Module):
    """features -> 64 -> 32 -> units. The output is raw: the loss knows what to do with logits."""

    def __init__(
        self, features: int, units: int, hidden: tuple[int, ...] = (64, 32), dropout: float = 0.2
    ) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        width = features
        for wider in hidden:
            layers += [nn.Linear(width, wider), nn.ReLU(), nn.Dropout(dropout)]
            width = wider
        self.body = nn.Sequential(*layers)
        self.head = nn.Linear(width, units)

    def forward(self, x: Tensor) -> Tensor:
        """(N, features) -> (N, units)."""
        logits: Tensor = self.head(self.body(x))
        return logits


def build(features: int, units: int) -> MLP:
    """Return the model for a table of `features` columns and an output layer of `units`."""
    return MLP(features, units)


def mlp(features: int = 784, units: int = 10) -> MLP:
    """3 fully connected layers."""
    return MLP(features, units)
