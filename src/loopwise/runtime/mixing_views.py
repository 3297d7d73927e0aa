"""Reshapes in a graph that bring the batch to the front though it stood further behind: `mixing_view(answer, n)`.

`h.reshape(n, -1)` of an LSTM's last states (directions, N, units) fills the rows of one sample with numbers of others.
"""

from __future__ import annotations

from torch import Tensor

from loopwise.runtime.nodes import Node, inputs, kind_of

_VIEWS = ("View", "UnsafeView", "ReshapeAlias")
_MOST = 2_000  # nodes walked


def mixing_view(answer: Tensor, samples: int) -> tuple[tuple[int, ...], tuple[int, ...]] | None:
    """Return the shapes before and after the nearest such view; None where there is none."""
    queue: list[Node] = [answer.grad_fn] if answer.grad_fn is not None else []
    seen = set(queue)
    for node in queue:
        if kind_of(node) in _VIEWS:
            before = tuple(int(one) for one in node._saved_self_sym_sizes)
            after = tuple(node._input_metadata[0].shape)
            if before[:1] != (samples,) and samples in before[1:] and after[:1] == (samples,):
                return before, after
        fresh = [one for one in inputs(node) if one not in seen]
        seen.update(fresh)
        queue += fresh[: max(0, _MOST - len(queue))]
    return None
