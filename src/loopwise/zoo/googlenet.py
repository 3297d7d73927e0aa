"""GoogLeNet: inception modules look at the same features with 1x1, 3x3 and wider windows, and concatenate.

Szegedy et al. 2014, "Going Deeper with Convolutions", arXiv:1409.4842, table 1; with batch norm, as in torchvision.
The "5x5" branch is 3x3 there (a slip that its trained weights have kept), and so it is here.

model = googlenet()
logits = model(x)        # x: (N, 3, 224, 224) float32 -> (N, 1000)
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from loopwise.text import Text
from loopwise.zoo._card import Card

CARD = Card(
    title="GoogLeNet",
    paper="Szegedy et al. 2014, arXiv:1409.4842",
    says=Text(
        en="Nine inception modules: parallel branches, 1x1 convolutions in front to keep them cheap.",
        ko="인셉션 모듈 9개. 나란한 갈래로 특징을 뽑고, 앞에 1x1 합성곱(convolution)을 두어 계산량을 줄입니다.",
    ),
    input=(3, 224, 224),
)


class BasicConv2d(nn.Module):
    """Convolution, batch norm, ReLU."""

    def __init__(self, channels: int, out: int, kernel: int, stride: int = 1, padding: int = 0) -> None:
        super().__init__()
        self.conv = nn.Conv2d(channels, out, kernel, stride, padding, bias=False)
        self.bn = nn.BatchNorm2d(out, eps=0.001)

    def forward(self, x: Tensor) -> Tensor:
        """(N, channels, H, W) -> (N, out, H', W')."""
        return torch.relu(self.bn(self.conv(x)))


class Inception(nn.Module):
    """Four branches over one input; their channels are laid side by side (figure 2b)."""

    def __init__(
        self, channels: int, one: int, three: tuple[int, int], five: tuple[int, int], pool: int
    ) -> None:
        super().__init__()
        self.branch1 = BasicConv2d(channels, one, 1)
        self.branch2 = nn.Sequential(
            BasicConv2d(channels, three[0], 1),  # fewer channels first: "dimension reduction"
            BasicConv2d(three[0], three[1], 3, padding=1),
        )
        self.branch3 = nn.Sequential(
            BasicConv2d(channels, five[0], 1), BasicConv2d(five[0], five[1], 3, padding=1)
        )
        self.branch4 = nn.Sequential(nn.MaxPool2d(3, 1, 1, ceil_mode=True), BasicConv2d(channels, pool, 1))

    def forward(self, x: Tensor) -> Tensor:
        """(N, channels, H, W) -> (N, one + three[1] + five[1] + pool, H, W)."""
        return torch.cat([self.branch1(x), self.branch2(x), self.branch3(x), self.branch4(x)], dim=1)


class GoogLeNet(nn.Module):
    """A stem, nine inception modules in three groups, a mean, one fully connected layer."""

    def __init__(self, classes: int = 1000) -> None:
        super().__init__()
        self.conv1 = BasicConv2d(3, 64, 7, stride=2, padding=3)
        self.maxpool1 = nn.MaxPool2d(3, 2, ceil_mode=True)
        self.conv2 = BasicConv2d(64, 64, 1)
        self.conv3 = BasicConv2d(64, 192, 3, padding=1)
        self.maxpool2 = nn.MaxPool2d(3, 2, ceil_mode=True)
        self.inception3a = Inception(192, 64, (96, 128), (16, 32), 32)
        self.inception3b = Inception(256, 128, (128, 192), (32, 96), 64)
        self.maxpool3 = nn.MaxPool2d(3, 2, ceil_mode=True)
        self.inception4a = Inception(480, 192, (96, 208), (16, 48), 64)
        self.inception4b = Inception(512, 160, (112, 224), (24, 64), 64)
        self.inception4c = Inception(512, 128, (128, 256), (24, 64), 64)
        self.inception4d = Inception(512, 112, (144, 288), (32, 64), 64)
        self.inception4e = Inception(528, 256, (160, 320), (32, 128), 128)
        self.maxpool4 = nn.MaxPool2d(2, 2, ceil_mode=True)
        self.inception5a = Inception(832, 256, (160, 320), (32, 128), 128)
        self.inception5b = Inception(832, 384, (192, 384), (48, 128), 128)
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.dropout = nn.Dropout(0.2)
        self.fc = nn.Linear(1024, classes)

    def forward(self, x: Tensor) -> Tensor:
        """(N, 3, H, W) -> (N, classes). The two auxiliary heads of training (section 5) are left out."""
        x = self.maxpool1(self.conv1(x))  # (N, 64, H/4, W/4)
        x = self.maxpool2(self.conv3(self.conv2(x)))  # (N, 192, H/8, W/8)
        x = self.maxpool3(self.inception3b(self.inception3a(x)))  # (N, 480, H/16, W/16)
        x = self.inception4c(self.inception4b(self.inception4a(x)))
        x = self.maxpool4(self.inception4e(self.inception4d(x)))  # (N, 832, H/32, W/32)
        x = self.inception5b(self.inception5a(x))  # (N, 1024, H/32, W/32)
        x = self.dropout(self.avgpool(x).flatten(1))
        logits: Tensor = self.fc(x)
        return logits


def googlenet(classes: int = 1000) -> GoogLeNet:
    """22 layers deep, 9 inception modules."""
    return GoogLeNet(classes)
