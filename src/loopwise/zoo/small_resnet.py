"""ResNet for small pictures, and its plain twin: the same layers without the shortcuts.

He, Zhang, Ren & Sun 2015, arXiv:1512.03385, section 4.2: 6n + 2 layers, three stages of 16, 32, 64 channels. The
shortcuts have no weights (option A: every second pixel, zeros for the new channels), so that a residual net and
its plain twin have exactly as many.

model = resnet20()
logits = model(x)        # x: (N, 3, 32, 32) float32 -> (N, 10)
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from loopwise.text import Text
from loopwise.zoo._card import Card

CARD = Card(
    title="ResNet (small)",
    paper="He, Zhang, Ren & Sun 2015, arXiv:1512.03385, section 4.2",
    says=Text(
        en="The CIFAR-size residual nets, and plain nets with the same layers and weights but no shortcuts.",
        ko="CIFAR 크기의 잔차 신경망과, 층과 파라미터 수는 같고 스킵 연결(skip connection)만 없는 plain 신경망입니다.",
    ),
    input=(3, 32, 32),
)


class SmallBlock(nn.Module):
    """Two 3x3 convolutions; `shortcut` says whether the input is added."""

    def __init__(self, channels: int, width: int, stride: int, *, shortcut: bool) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(channels, width, 3, stride, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(width)
        self.stride = stride
        self.wider = width - channels
        self.shortcut = shortcut

    def forward(self, x: Tensor) -> Tensor:
        """y = relu(F(x) + x), or relu(F(x)) in a plain net."""
        out = torch.relu(self.bn1(self.conv1(x)))
        out = self.bn2(self.conv2(out))
        if self.shortcut:
            out = out + self.identity(x)
        return torch.relu(out)

    def identity(self, x: Tensor) -> Tensor:
        """The input in the shape of the output, without a weight (option A)."""
        if self.stride == 1 and self.wider == 0:
            return x
        near = x[:, :, :: self.stride, :: self.stride]
        return F.pad(near, (0, 0, 0, 0, 0, self.wider))  # zeros for the new channels


class SmallResNet(nn.Module):
    """A 3x3 stem, three stages of `blocks` blocks, a mean, one linear layer.

    blocks: n, for 6n + 2 layers. channels: of the three stages. inputs: channels of the picture.
    shortcuts: False for the plain twin, of equal weights.
    """

    def __init__(
        self,
        blocks: int,
        classes: int = 10,
        *,
        shortcuts: bool = True,
        channels: tuple[int, int, int] = (16, 32, 64),
        inputs: int = 3,
    ) -> None:
        super().__init__()
        one, two, three = channels
        self.conv1 = nn.Conv2d(inputs, one, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(one)
        self.layer1 = _stage(one, one, blocks, stride=1, shortcut=shortcuts)
        self.layer2 = _stage(one, two, blocks, stride=2, shortcut=shortcuts)
        self.layer3 = _stage(two, three, blocks, stride=2, shortcut=shortcuts)
        self.fc = nn.Linear(three, classes)
        self.apply(_start)

    def forward(self, x: Tensor) -> Tensor:
        """(N, inputs, H, W) -> (N, classes), before any softmax."""
        x = torch.relu(self.bn1(self.conv1(x)))
        x = self.layer1(x)
        x = self.layer2(x)  # H/2
        x = self.layer3(x)  # H/4
        logits: Tensor = self.fc(x.mean(dim=(2, 3)))
        return logits


def _stage(channels: int, width: int, blocks: int, stride: int, *, shortcut: bool) -> nn.Sequential:
    first = SmallBlock(channels, width, stride, shortcut=shortcut)
    return nn.Sequential(first, *(SmallBlock(width, width, 1, shortcut=shortcut) for _ in range(blocks - 1)))


def _start(module: nn.Module) -> None:
    if isinstance(module, (nn.Conv2d, nn.Linear)):  # He et al. 2015, arXiv:1502.01852
        nn.init.kaiming_normal_(module.weight, nonlinearity="relu")
        if module.bias is not None:
            nn.init.zeros_(module.bias)


def resnet20(classes: int = 10) -> SmallResNet:
    """9 residual blocks."""
    return SmallResNet(3, classes)


def resnet32(classes: int = 10) -> SmallResNet:
    """15 residual blocks."""
    return SmallResNet(5, classes)


def resnet56(classes: int = 10) -> SmallResNet:
    """27 residual blocks."""
    return SmallResNet(9, classes)


def plain20(classes: int = 10) -> SmallResNet:
    """The layers of resnet20, no shortcuts."""
    return SmallResNet(3, classes, shortcuts=False)


def plain32(classes: int = 10) -> SmallResNet:
    """The layers of resnet32, no shortcuts."""
    return SmallResNet(5, classes, shortcuts=False)


def plain56(classes: int = 10) -> SmallResNet:
    """The layers of resnet56, no shortcuts."""
    return SmallResNet(9, classes, shortcuts=False)
