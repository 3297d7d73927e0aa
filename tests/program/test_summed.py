"""Summed losses: found where batches of several sizes are shown, silent where the sum is divided or alone."""

from __future__ import annotations

import pytest

from loopwise.faults import fault_named
from loopwise.program import read_source

BAD = fault_named("loss-compared-across-sizes").bad
SHOWN = "train {train_loss / len(train_loader):.3f}, test {test_loss / len(test_loader):.3f}"

RIGHT = {
    "a mean": BAD.replace('reduction="sum"', 'reduction="mean"'),
    "divided by the samples": BAD.replace("len(train_loader)", "len(train_set)").replace(
        "len(test_loader)", "len(test_set)"
    ),
    "one of them divided": BAD.replace("len(test_loader)", "len(test_set)"),
    "batches of one size": BAD.replace("batch_size=256", "batch_size=32"),
    "only one is shown": BAD.replace(SHOWN, "train {train_loss / len(train_loader):.3f}"),
    "totals": BAD.replace(SHOWN, "train {train_loss:.3f}, test {test_loss:.3f}"),
    "a size that is not known": BAD.replace("batch_size=256", "batch_size=len(test_set)"),
}


@pytest.mark.parametrize("source", RIGHT.values(), ids=RIGHT)
def test_what_can_be_compared_is_silent(source):
    assert source != BAD
    assert not read_source(source).summed_losses()


def test_sizes_that_a_loop_goes_through_are_compared():
    source = """
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
data = TensorDataset(torch.randn(1024, 5), torch.randn(1024, 1))
curves = {}
for batch_size in [16, 64, 256]:
    model, losses = nn.Linear(5, 1), []
    for x, y in DataLoader(data, batch_size=batch_size):
        loss = nn.functional.mse_loss(model(x), y, reduction="sum")
        losses.append(loss.item())
    curves[batch_size] = losses
"""
    (summed,) = read_source(source).summed_losses()
    assert summed.sizes == [16, 64, 256]
    assert [edit.text for edit in summed.averaged().edits] == ['"mean"']
