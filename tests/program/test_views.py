"""Views after moved axes: torch is the oracle. What it refuses is told, what it takes is not."""

from __future__ import annotations

import pytest

from loopwise.testing.contract import names_found

pytest.importorskip("torch")  # some cases are held against torch itself; the base install has none

HEAD = """
import math
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

x = torch.randn(6, 5, 4)
pictures = torch.rand(6, 8, 8, 3)
"""
PROGRAMS = [
    "x.permute(0, 2, 1).view(6, -1)",
    "x.permute(0, 2, 1).contiguous().view(6, -1)",
    "x.permute(0, 2, 1).reshape(6, -1)",
    "x.transpose(0, 1).view(-1, 4)",
    "x.transpose(0, 1).view(5, 6, 2, 2)",
    "x.permute(0, 2, 1).view(6, 4, 5, 1)",
    "torch.relu(x.permute(0, 2, 1) / 2).view(6, -1)",
    "F.softmax(x.permute(0, 2, 1), 1).view(6, -1)",
    "torch.randn(3, 4).t().view(-1)",
    "nn.LSTM(4, 3, batch_first=True)(x)[0].view(-1, 3)",
    "nn.LSTM(4, 3)(x)[0].view(-1, 3)",
    "nn.GRU(4, 3, batch_first=True)(x)[0].contiguous().view(-1, 3)",
    "q = x.view(6, 5, 2, 2).transpose(1, 2)\n(F.softmax(q @ q.transpose(-2, -1) / math.sqrt(2), -1) @ q).view(6, 5, 4)",
    "q = x.view(6, 5, 2, 2).transpose(1, 2)\n(q @ q.mT).transpose(1, 2).view(6, 5, 10)",
    "nn.Conv1d(4, 3, 1)(x.permute(0, 2, 1)).view(6, -1)",
    "nn.Conv1d(4, 3, 1)(x.permute(0, 2, 1)).transpose(1, 2).view(6, -1)",
    "nn.Linear(5, 2)(x.mT).view(6, -1)",
    "pictures.permute(0, 3, 1, 2).view(6, 3, 64)",
    "pictures.permute(0, 3, 1, 2).view(6, -1)",
    "nn.Conv2d(3, 2, 3)(pictures.permute(0, 3, 1, 2).contiguous()).view(6, -1)",
    "for (xb,) in DataLoader(TensorDataset(x), 3):\n    xb.movedim(2, 1).view(xb.size(0), -1)",
]


@pytest.mark.parametrize("text", PROGRAMS)
def test_what_torch_refuses_is_told_and_nothing_else(text):
    try:
        exec(compile(HEAD + text, "program", "exec"), {})
        refused = False
    except RuntimeError as error:
        refused = "size and stride" in str(error)
    assert ("view-after-permute" in names_found(HEAD + text)) is refused
