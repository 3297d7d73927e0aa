"""What public code asks for a gradient anew in each round, builds beside nn.Module and measures along an axis."""

from __future__ import annotations

import pytest

from loopwise.diagnosis.checking import check

ATTACK = """
import torch
from victim import model, frames, project

delta = project(torch.empty_like(frames).uniform_(-0.1, 0.1))
{before}
for _ in range(10):
    {at_top}
    loss = model(frames + delta).square().mean()
    loss.backward()
    with torch.no_grad():
        delta = delta + 0.01 * delta.grad.sign()
"""

TRAINED = """
import torch
from torch import nn

class Mixin:
    def __init__(self, seed=None):
        self.seed = seed

class Trained({bases}):
    def __init__(self):
        super().__init__()
        self.out = nn.Linear(4, 2)

    def forward(self, x):
        return self.out(x)

print(Trained()(torch.randn(3, 4)))
"""

SPHERE = """
import torch

points = torch.rand(100, 3) - 0.5
points /= torch.linalg.norm(points{along}).unsqueeze(1)
print(points)
"""


def _found(source: str) -> set[str]:
    return {finding.fault for finding in check(source).findings if finding.severity == "error"}


@pytest.mark.parametrize(
    ("before", "at_top", "told"),
    [
        ("", "delta.requires_grad_(True)", set()),
        ("delta.requires_grad_(True)", "pass", {"leaf-rebound"}),
    ],
)
def test_a_step_in_a_round_that_asks_anew(before: str, at_top: str, told: set[str]) -> None:
    assert _found(ATTACK.format(before=before, at_top=at_top)) == told


@pytest.mark.parametrize(
    ("bases", "told"), [("nn.Module, Mixin", set()), ("Mixin, nn.Module", {"super-init-missing"})]
)
def test_whose_init_comes_first(bases: str, told: set[str]) -> None:
    assert _found(TRAINED.format(bases=bases)) == told


@pytest.mark.parametrize(("along", "told"), [(", axis=1", set()), ("", {"axis-out-of-range"})])
def test_a_norm_along_an_axis(along: str, told: set[str]) -> None:
    assert _found(SPHERE.format(along=along)) == told


MADE = """
import numpy as np
import torch
from scores import undone

class Scores:
    def __init__(self, right):
        self.right = right

    {marked}
    def of({first}told, true):
        return Scores(np.argmax({asked}, axis=1) == true)

true = torch.randint(0, 3, (5,)).numpy()
print(Scores.of(undone(torch.randn(5, 3).numpy()), true).right)
"""


@pytest.mark.parametrize(
    ("marked", "first", "asked", "told"),
    [
        ("@classmethod", "cls, ", "told", set()),
        ("@staticmethod", "", "told", set()),
        ("@classmethod", "cls, ", "true", {"axis-out-of-range"}),
    ],
)
def test_a_method_of_the_class(marked: str, first: str, asked: str, told: set[str]) -> None:
    assert _found(MADE.format(marked=marked, first=first, asked=asked)) == told
