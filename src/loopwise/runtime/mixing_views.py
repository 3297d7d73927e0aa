"""Reshapes in a graph that bring the batch to the front though it stood further behind: `mixing_view(answer, n)`.

`h.reshape(n, -1)` of an LSTM's last states (directions, N, units) fills the rows of one sample with numbers of others.
"""

from __future__ import annotations

from torch import Tensor

from loopwise.runtime.nodes import kind_of, walked

_VIEWS = ("View", "UnsafeView", "ReshapeAlias")
_MOST = 2_000  # nodes walked


def mixing_view(answer: Tensor, samples: int) -> tuple[tuple[int, ...], tuple[int, ...]] | None:
    """Return the shapes before and after the nearest such view; None where there is none."""
    for node in walked(answer.grad_fn, _MOST) if answer.grad_fn is not None else ():
        if kind_of(node) in _VIEWS:
            before = tuple(int(one) for one in node._saved_self_sym_sizes)
            after = tuple(node._input_metadata[0].shape)
            if before[:1] != (samples,) and samples in before[1:] and after[:1] == (samples,):
                return before, after
    return None
