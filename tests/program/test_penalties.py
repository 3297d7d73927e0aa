"""Penalties written by hand: which of them are L2, L1 or only printed, and which hold nothing small."""

from __future__ import annotations

import pytest

from loopwise.testing.contract import names_found

PROGRAM = """
import torch
import torch.nn.functional as F
from torch import nn

m = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 1))
x, y = torch.randn(30, 4), torch.randn(30, 1)
opt = torch.optim.SGD(m.parameters(), lr=0.1{settings})
for i in range(3):
    loss = F.mse_loss(m(x), y)
    {before}
    opt.zero_grad()
    loss.backward()
    opt.step()
    {after}
"""
ADDED = "loss = loss + 0.01 * sum({} for p in m.parameters())"
SQUARES = ADDED.format("p.pow(2).sum()")


def is_named(before: str = "", after: str = "", settings: str = "") -> bool:
    """Tell whether check names the penalty of a program."""
    text = PROGRAM.format(before=before or "pass", after=after or "pass", settings=settings)
    return "hand-written-penalty" in names_found(text)


@pytest.mark.parametrize(
    "size", ["p.norm()", "p.norm(2)", "torch.norm(p)", "p.data.pow(2).sum()", "p.pow(2).sum().item()"]
)
def test_norms_and_mere_numbers_are_no_l2(size):
    assert is_named(ADDED.format(size))


@pytest.mark.parametrize(
    "size",
    ["p.norm(2) ** 2", "p.norm().pow(2)", "p.norm(1)", "p.abs().sum()", "(p ** 2).sum()", "p.square().sum()"],
)
def test_squares_and_l1_are_right(size):
    assert not is_named(ADDED.format(size))


def test_what_is_only_printed_is_right():
    assert not is_named(after="print(sum(p.norm() for p in m.parameters()))")
    assert not is_named(after="print(sum(p.grad.norm() for p in m.parameters()))")
    assert not is_named(SQUARES, "print(loss.item() + sum(p.pow(2).sum().item() for p in m.parameters()))")


def test_a_penalty_behind_the_step_comes_too_late_unless_the_optimiser_has_one():
    assert is_named(after=SQUARES)
    assert not is_named(after=SQUARES, settings=", weight_decay=1e-4")
