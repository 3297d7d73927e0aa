"""VGG: 3x3 convolutions, two to four in a row, then a pool that halves the picture - five times.

Simonyan & Zisserman 2014, "Very Deep Convolutional Networks for Large-Scale Image Recognition", arXiv:1409.1556,
table 1. A (11 layers), B (13), D (16) and E (19); `_bn` adds batch norm behind every convolution.

model = vgg16()
logits = model(x)        # x: (N, 3, 224, 224) float32 -> (N, 1000)

Two 3x3 convolutions see 5x5 pixels with 18 weights a channel pair in place of 25, and one more ReLU (section 2.3).
"""

from __future__ import annotations

from torch import Tensor, nn

from loopwise.text import Text
from loopwise.zoo._card import Card

CARD = Card(
    title="VGG",
    paper="Simonyan & Zisserman 2014, arXiv:1409.1556",
    says=Text(
        en="3x3 convolutions stacked and pooled five times; most weights lie in the first fully connected layer.",
        ko="3x3 합성곱(convolution)을 쌓고 풀링하기를 다섯 번 반복합니다. 파라미터 대부분은 첫 "
        "완전연결층(FC)에 있습니다.",
    ),
    input=(3, 224, 224),
)

# Table 1, one line a column: channels of each convolution, "M" for a pool of 2x2 with stride 2.
STAGES: dict[int, tuple[int | str, ...]] = {
    11: (64, "M", 128, "M", 256, 256, "M", 512, 512, "M", 512, 512, "M"),
    13: (64, 64, "M", 128, 128, "M", 256, 256, "M", 512, 512, "M", 512, 512, "M"),
    16: (64, 64, "M", 128, 128, "M", 256, 256, 256, "M", 512, 512, 512, "M", 512, 512, 512, "M"),
    19: (64, 64, "M", 128, 128, "M", *(256,) * 4, "M", *(512,) * 4, "M", *(512,) * 4, "M"),
}


class VGG(nn.Module):
    """Five stages of convolutions, then three fully connected layers."""

    def __init__(
        self, stages: tuple[int | str, ...], classes: int = 1000, *, batch_norm: bool = False
    ) -> None:
        super().__init__()
        self.features = nn.Sequential(*_features(stages, batch_norm))
        self.avgpool = nn.AdaptiveAvgPool2d((7, 7))  # does nothing at 224 pixels; lets other sizes pass
        self.classifier = nn.Sequential(
            nn.Linear(512 * 7 * 7, 4096),  # 102.8 million of VGG-16's 138 million weights
            nn.ReLU(inplace=True),
            nn.Dropout(0.5),
            nn.Linear(4096, 4096),
            nn.ReLU(inplace=True),
            nn.Dropout(0.5),
            nn.Linear(4096, classes),
        )
        self.apply(_start)

    def forward(self, x: Tensor) -> Tensor:
        """(N, 3, H, W) -> (N, classes), before any softmax."""
        x = self.features(x)  # (N, 512, H/32, W/32)
        x = self.avgpool(x)  # (N, 512, 7, 7)
        x = x.flatten(1)  # (N, 25088)
        logits: Tensor = self.classifier(x)
        return logits


def _features(stages: tuple[int | str, ...], batch_norm: bool) -> list[nn.Module]:
    layers: list[nn.Module] = []
    channels = 3
    for out in stages:
        if isinstance(out, str):
            layers.append(nn.MaxPool2d(2, 2))
            continue
        layers.append(nn.Conv2d(channels, out, 3, padding=1))
        layers += [nn.BatchNorm2d(out)] if batch_norm else []
        layers.append(nn.ReLU(inplace=True))
        channels = out
    return layers


def _start(module: nn.Module) -> None:
    """He initialisation: with N(0, 0.01), as in the paper, the deeper ones do not start to learn (section 3.1)."""
    if isinstance(module, nn.Conv2d):
        nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")
        if module.bias is not None:
            nn.init.zeros_(module.bias)
    elif isinstance(module, nn.Linear):
        nn.init.normal_(module.weight, 0, 0.01)
        nn.init.zeros_(module.bias)


def vgg11(classes: int = 1000) -> VGG:
    """Column A: 8 convolutions, 3 fully connected layers."""
    return VGG(STAGES[11], classes)


def vgg13(classes: int = 1000) -> VGG:
    """Column B."""
    return VGG(STAGES[13], classes)


def vgg16(classes: int = 1000) -> VGG:
    """Column D: 13 convolutions, 3 fully connected layers."""
    return VGG(STAGES[16], classes)


def vgg19(classes: int = 1000) -> VGG:
    """Column E."""
    return VGG(STAGES[19], classes)


def vgg11_bn(classes: int = 1000) -> VGG:
    """Column A with batch norm."""
    return VGG(STAGES[11], classes, batch_norm=True)


def vgg13_bn(classes: int = 1000) -> VGG:
    """Column B with batch norm."""
    return VGG(STAGES[13], classes, batch_norm=True)


def vgg16_bn(classes: int = 1000) -> VGG:
    """Column D with batch norm."""
    return VGG(STAGES[16], classes, batch_norm=True)


def vgg19_bn(classes: int = 1000) -> VGG:
    """Column E with batch norm."""
    return VGG(STAGES[19], classes, batch_norm=True)
