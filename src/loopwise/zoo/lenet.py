"""LeNet-5: convolution, pool, convolution, pool, then fully connected - the shape that all others have kept.

LeCun, Bottou, Bengio & Haffner 1998, "Gradient-Based Learning Applied to Document Recognition", section II.B.
As it is usually built today: every map of C3 sees all of S2 (the paper connects some), and the output is a linear
layer (the paper has radial basis functions).

model = lenet5()
logits = model(x)        # x: (N, 1, 32, 32) float32 -> (N, 10)
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from loopwise.text import Text
from loopwise.zoo._card import Card

CARD = Card(
    title="LeNet-5",
    paper="LeCun, Bottou, Bengio & Haffner 1998, Proc. IEEE 86(11)",
    says=Text(
        en="Two convolutions with mean pooling and tanh, then three fully connected layers; for 32x32 digits.",
        ko="평균 풀링과 tanh를 쓰는 합성곱(convolution) 2개와 완전연결층(FC) 3개. 32x32 손글씨 숫자용입니다.",
    ),
    input=(1, 32, 32),
)


class LeNet5(nn.Module):
    """C1, S2, C3, S4, C5, F6, output."""

    def __init__(self, classes: int = 10) -> None:
        super().__init__()
        self.c1 = nn.Conv2d(1, 6, 5)  # 32 -> 28
        self.s2 = nn.AvgPool2d(2)  # 28 -> 14
        self.c3 = nn.Conv2d(6, 16, 5)  # 14 -> 10
        self.s4 = nn.AvgPool2d(2)  # 10 -> 5
        self.c5 = nn.Linear(16 * 5 * 5, 120)  # a 5x5 convolution over 5x5 pixels
        self.f6 = nn.Linear(120, 84)
        self.output = nn.Linear(84, classes)

    def forward(self, x: Tensor) -> Tensor:
        """(N, 1, 32, 32) -> (N, classes), before any softmax."""
        x = self.s2(torch.tanh(self.c1(x)))  # (N, 6, 14, 14)
        x = self.s4(torch.tanh(self.c3(x)))  # (N, 16, 5, 5)
        x = torch.tanh(self.c5(x.flatten(1)))
        logits: Tensor = self.output(torch.tanh(self.f6(x)))
        return logits


def lenet5(classes: int = 10) -> LeNet5:
    """2 convolutions, 3 fully connected layers."""
    return LeNet5(classes)
