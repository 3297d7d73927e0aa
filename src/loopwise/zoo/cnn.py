"""A small convolutional net for small pictures: twice (3x3 convolution, ReLU, 2x2 max pool), then two linear layers.

model = CNN(channels=1, size=28, classes=10)
logits = model(x)        # x: (N, 1, 28, 28) float32 -> (N, 10)
"""

from __future__ import annotations

from torch import Tensor, nn

from loopwise.text import Text
from loopwise.zoo._card import Card

CARD = Card(
    title="CNN",
    paper="",
    says=Text(
        en="Two convolutions with max pooling, Flatten, two linear layers: where to start with small pictures.",
        ko="최대 풀링을 쓰는 합성곱(convolution) 2개, Flatten, 완전연결층(FC) 2개. 작은 이미지에서 출발점으로 "
        "좋습니다.",
    ),
    input=(1, 28, 28),
)


class CNN(nn.Module):
    """channels -> 16 -> 32 at a quarter of the size, then 64 units and the classes."""

    def __init__(self, channels: int = 1, size: int = 28, classes: int = 10, dropout: float = 0.2) -> None:
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(channels, 16, 3, padding=1),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Conv2d(16, 32, 3, padding=1),
            nn.ReLU(),
            nn.MaxPool2d(2),
        )
        self.classifier = nn.Sequential(
            nn.Flatten(),
            nn.Linear(32 * (size // 4) ** 2, 64),
            nn.ReLU(),
            nn.Dropout(dropout),
            nn.Linear(64, classes),
        )

    def forward(self, x: Tensor) -> Tensor:
        """(N, channels, size, size) -> (N, classes), before any softmax."""
        logits: Tensor = self.classifier(self.features(x))
        return logits


def cnn(channels: int = 1, size: int = 28, classes: int = 10) -> CNN:
    """2 convolutions, 2 fully connected layers."""
    return CNN(channels, size, classes)
