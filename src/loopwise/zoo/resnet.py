"""ResNet: blocks that learn what to add to their input, y = F(x, W) + x.

He, Zhang, Ren & Sun 2015, "Deep Residual Learning for Image Recognition", arXiv:1512.03385, table 1. The stride of
a bottleneck lies in its 3x3 convolution, as in torchvision (often called v1.5); the paper has it in the first 1x1.

model = resnet50()
logits = model(x)        # x: (N, 3, 224, 224) float32 -> (N, 1000)
"""

from __future__ import annotations

from torch import Tensor, nn
from torch.nn import functional as F

from loopwise.text import Text
from loopwise.zoo._card import Card

CARD = Card(
    title="ResNet",
    paper="He, Zhang, Ren & Sun 2015, arXiv:1512.03385",
    says=Text(
        en="Residual blocks, y = F(x, W) + x, four stages of them; one fully connected layer behind a mean.",
        ko="잔차 블록(residual block) y = F(x, W) + x 을 네 단계로 쌓고, 평균을 낸 뒤 완전연결층(FC) 하나로 끝납니다.",
    ),
    input=(3, 224, 224),
)


def conv3x3(channels: int, out: int, stride: int = 1) -> nn.Conv2d:
    """3x3 with padding; no bias, as batch norm follows and would take it away."""
    return nn.Conv2d(channels, out, 3, stride=stride, padding=1, bias=False)


def conv1x1(channels: int, out: int, stride: int = 1) -> nn.Conv2d:
    """1x1: mixes channels, looks at no neighbour."""
    return nn.Conv2d(channels, out, 1, stride=stride, bias=False)


class BasicBlock(nn.Module):
    """Two 3x3 convolutions beside the identity (figure 5, left)."""

    expansion = 1

    def __init__(self, channels: int, width: int, stride: int, downsample: nn.Module | None) -> None:
        super().__init__()
        self.conv1 = conv3x3(channels, width, stride)
        self.bn1 = nn.BatchNorm2d(width)
        self.relu = nn.ReLU(inplace=True)
        self.conv2 = conv3x3(width, width)
        self.bn2 = nn.BatchNorm2d(width)
        self.downsample = downsample

    def forward(self, x: Tensor) -> Tensor:
        """y = relu(F(x) + x); the shortcut is a 1x1 convolution where the shapes differ (equation 2)."""
        shortcut = x if self.downsample is None else self.downsample(x)
        out = self.relu(self.bn1(self.conv1(x)))
        out = self.bn2(self.conv2(out))
        out += shortcut
        return F.relu(out)


class Bottleneck(nn.Module):
    """1x1 down to a quarter of the channels, 3x3, 1x1 up again (figure 5, right)."""

    expansion = 4

    def __init__(self, channels: int, width: int, stride: int, downsample: nn.Module | None) -> None:
        super().__init__()
        self.conv1 = conv1x1(channels, width)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = conv3x3(width, width, stride)
        self.bn2 = nn.BatchNorm2d(width)
        self.conv3 = conv1x1(width, width * self.expansion)
        self.bn3 = nn.BatchNorm2d(width * self.expansion)
        self.relu = nn.ReLU(inplace=True)
        self.downsample = downsample

    def forward(self, x: Tensor) -> Tensor:
        """y = relu(F(x) + x)."""
        shortcut = x if self.downsample is None else self.downsample(x)
        out = self.relu(self.bn1(self.conv1(x)))
        out = self.relu(self.bn2(self.conv2(out)))
        out = self.bn3(self.conv3(out))
        out += shortcut
        return F.relu(out)


Block = type[BasicBlock] | type[Bottleneck]


class ResNet(nn.Module):
    """A 7x7 stem, four stages of blocks, a mean over the picture, one fully connected layer."""

    def __init__(self, block: Block, blocks: tuple[int, int, int, int], classes: int = 1000) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(3, 64, 7, stride=2, padding=3, bias=False)
        self.bn1 = nn.BatchNorm2d(64)
        self.relu = nn.ReLU(inplace=True)
        self.maxpool = nn.MaxPool2d(3, stride=2, padding=1)
        self.layer1 = _stage(block, 64, 64, blocks[0], stride=1)
        self.layer2 = _stage(block, 64 * block.expansion, 128, blocks[1], stride=2)
        self.layer3 = _stage(block, 128 * block.expansion, 256, blocks[2], stride=2)
        self.layer4 = _stage(block, 256 * block.expansion, 512, blocks[3], stride=2)
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Linear(512 * block.expansion, classes)
        self.apply(_start)

    def forward(self, x: Tensor) -> Tensor:
        """(N, 3, H, W) -> (N, classes), before any softmax."""
        x = self.maxpool(self.relu(self.bn1(self.conv1(x))))  # (N, 64, H/4, W/4)
        x = self.layer1(x)
        x = self.layer2(x)  # H/8
        x = self.layer3(x)  # H/16
        x = self.layer4(x)  # H/32
        x = self.avgpool(x).flatten(1)  # (N, 512 * expansion)
        logits: Tensor = self.fc(x)
        return logits


def _stage(block: Block, channels: int, width: int, count: int, stride: int) -> nn.Sequential:
    """`count` blocks; the first one changes channels and resolution, so its shortcut is projected."""
    out = width * block.expansion
    downsample = None
    if stride != 1 or channels != out:
        downsample = nn.Sequential(conv1x1(channels, out, stride), nn.BatchNorm2d(out))
    rest = [block(out, width, 1, None) for _ in range(count - 1)]
    return nn.Sequential(block(channels, width, stride, downsample), *rest)


def _start(module: nn.Module) -> None:
    if isinstance(module, nn.Conv2d):  # He et al. 2015, arXiv:1502.01852
        nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")


def resnet18(classes: int = 1000) -> ResNet:
    """8 basic blocks."""
    return ResNet(BasicBlock, (2, 2, 2, 2), classes)


def resnet34(classes: int = 1000) -> ResNet:
    """16 basic blocks."""
    return ResNet(BasicBlock, (3, 4, 6, 3), classes)


def resnet50(classes: int = 1000) -> ResNet:
    """16 bottleneck blocks."""
    return ResNet(Bottleneck, (3, 4, 6, 3), classes)


def resnet101(classes: int = 1000) -> ResNet:
    """33 bottleneck blocks."""
    return ResNet(Bottleneck, (3, 4, 23, 3), classes)


def resnet152(classes: int = 1000) -> ResNet:
    """50 bottleneck blocks."""
    return ResNet(Bottleneck, (3, 8, 36, 3), classes)
