"""Views of moved axes: torch is the oracle."""

from __future__ import annotations

import itertools

import pytest
import torch

from loopwise.shapes import N, fits_view

ROWS = [(2, 3, 4), (2, 1, 4), (6, 2), (2, 2, 3, 2), (1, 4, 3)]
WANTED = [
    (24,),
    (2, 12),
    (6, 4),
    (12, 2),
    (8, 3),
    (2, 3, 4),
    (4, 6),
    (2, 2, 6),
    (3, 2, 4),
    (1, 24),
    (8,),
    (12,),
    (2, 4, 1, 3),
]


@pytest.mark.parametrize("shape", ROWS)
def test_a_view_fits_where_torch_makes_it(shape):
    for axes, wanted in itertools.product(itertools.permutations(range(len(shape))), WANTED):
        tensor = torch.zeros(shape).permute(axes)
        if torch.Size(wanted).numel() != tensor.numel():
            continue
        try:
            tensor.view(wanted)
            fits = True
        except RuntimeError:
            fits = False
        assert fits_view(tuple(tensor.shape), axes, wanted) is fits, (shape, axes, wanted)


def test_lengths_that_only_a_run_gives():
    assert fits_view((N, 5, 8), (0, 2, 1), (N, 40)) is False
    assert fits_view((N, 5, 8), (0, 1, 2), (N, 40)) is True
    assert fits_view((N, None, 8), (0, 2, 1), (N, None)) is None  # one step in time would fit
    assert fits_view((N, 4, 4, 3), (0, 2, 3, 1), (N, 16, 3)) is True
