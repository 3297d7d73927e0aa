"""Settings in records, enumerations and `match`: only the arm that is taken decides."""

from __future__ import annotations

import pytest

from loopwise.diagnosis.checking import check

HEAD = """
import enum
import dataclasses
import torch
from torch import nn
from dataclasses import dataclass, field
from types import SimpleNamespace

x, y = torch.randn(64, 4), torch.rand(64, 1)
"""
TRAIN = """
model = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear({width}, 1))
criterion = {criterion}
optimizer = torch.optim.Adam(model.parameters())
for _ in range(9):
    optimizer.zero_grad()
    criterion(model(x), y).backward()
    optimizer.step()
"""
ENUM = """
class Task(enum.Enum):
    BINARY = "binary"
    LOGITS = enum.auto()

def loss_for(task):
    match task:
        case Task.BINARY:
            return nn.BCELoss()
        case Task.LOGITS:
            return nn.BCEWithLogitsLoss()
"""
WORDS = """
def loss_for(name):
    match name:
        case "bce" | "binary":
            return nn.BCELoss()
        case ("logits", _):
            return nn.L1Loss()
        case other if other == "never":
            return nn.BCELoss()
        case _:
            return nn.BCEWithLogitsLoss()
"""


def names(source: str) -> set[str]:
    return {finding.fault for finding in check(HEAD + source).findings if finding.severity != "note"}


@pytest.mark.parametrize(
    ("defined", "called", "raw"),
    [
        (ENUM, "loss_for(Task.BINARY)", True),
        (ENUM, "loss_for(Task.LOGITS)", False),
        (ENUM, 'loss_for(Task("binary"))', True),
        (WORDS, 'loss_for("binary")', True),
        (WORDS, 'loss_for("logits")', False),
        (WORDS, 'loss_for(("logits", 2))', False),
    ],
)
def test_only_the_arm_that_fits_is_read(defined, called, raw):
    assert names(defined + TRAIN.format(width=8, criterion=called)) == ({"logits-into-bce"} if raw else set())


@pytest.mark.parametrize(
    "settings",
    [
        "@dataclass\nclass C:\n    sizes: list = field(default_factory=lambda: [4, {0}])\nconfig = C()",
        "@dataclass\nclass C:\n    w: int = {0}\n    def __post_init__(self): self.sizes = [4, self.w]\nconfig = C()",
        "config = SimpleNamespace(**{{'sizes': [4, {0}]}})",
        "@dataclass\nclass D:\n    sizes: tuple = (4, {0})\nconfig = SimpleNamespace(**dataclasses.asdict(D()))",
    ],
)
def test_settings_are_read_from_records(settings):
    program = TRAIN.format(width="config.sizes[1]", criterion="nn.BCEWithLogitsLoss()")
    assert not names(settings.format(8) + program)
    assert names(settings.format(9) + program) == {"linear-width-mismatch"}
