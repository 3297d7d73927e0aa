"""AlexNet: five convolutions, three fully connected layers, ReLU and dropout - the net that began it.

Krizhevsky, Sutskever & Hinton 2012, "ImageNet Classification with Deep Convolutional Neural Networks", in the
single-tower form of Krizhevsky 2014 (arXiv:1404.5997), as in torchvision.

model = alexnet()
logits = model(x)        # x: (N, 3, 224, 224) float32 -> (N, 1000)
"""

from __future__ import annotations

from torch import Tensor, nn

from loopwise.text import Text
from loopwise.zoo._card import Card

CARD = Card(
    title="AlexNet",
    paper="Krizhevsky, Sutskever & Hinton 2012; one tower: Krizhevsky 2014, arXiv:1404.5997",
    says=Text(
        en="Large kernels first (11x11, 5x5), then 3x3; 96 % of the weights are in the fully connected layers.",
        ko="큰 커널(11x11, 5x5)로 시작해 3x3으로 이어집니다. 파라미터의 96 %가 완전연결층(FC)에 있습니다.",
    ),
    input=(3, 224, 224),
)


class AlexNet(nn.Module):
    """Features, then a classifier."""

    def __init__(self, classes: int = 1000) -> None:
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(3, 64, 11, stride=4, padding=2),
            nn.ReLU(inplace=True),
            nn.MaxPool2d(3, 2),  # windows overlap: 3 wide, 2 apart (section 3.4)
            nn.Conv2d(64, 192, 5, padding=2),
            nn.ReLU(inplace=True),
            nn.MaxPool2d(3, 2),
            nn.Conv2d(192, 384, 3, padding=1),
            nn.ReLU(inplace=True),
            nn.Conv2d(384, 256, 3, padding=1),
            nn.ReLU(inplace=True),
            nn.Conv2d(256, 256, 3, padding=1),
            nn.ReLU(inplace=True),
            nn.MaxPool2d(3, 2),
        )
        self.avgpool = nn.AdaptiveAvgPool2d((6, 6))  # does nothing at 224 pixels
        self.classifier = nn.Sequential(
            nn.Dropout(0.5),
            nn.Linear(256 * 6 * 6, 4096),
            nn.ReLU(inplace=True),
            nn.Dropout(0.5),
            nn.Linear(4096, 4096),
            nn.ReLU(inplace=True),
            nn.Linear(4096, classes),
        )

    def forward(self, x: Tensor) -> Tensor:
        """(N, 3, H, W) -> (N, classes), before any softmax."""
        x = self.avgpool(self.features(x))  # (N, 256, 6, 6)
        logits: Tensor = self.classifier(x.flatten(1))
        return logits


def alexnet(classes: int = 1000) -> AlexNet:
    """5 convolutions, 3 fully connected layers."""
    return AlexNet(classes)
