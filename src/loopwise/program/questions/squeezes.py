"""`squeeze()` of every axis of length 1, where a batch of one sample has one such axis more.

for squeeze in squeezes_in(ops): squeeze.place
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from loopwise.program.facts.last_batches import batch_size, last_batch, loader_of, rows_of
from loopwise.program.objects.ops import Op
from loopwise.program.objects.tensors import Tensor
from loopwise.program.source.sources import nodes_in

if TYPE_CHECKING:
    from loopwise.program.objects.modules import Loader
    from loopwise.records import Place, Repair

_BY_PAIRS = ("binary_cross_entropy", "binary_cross_entropy_with_logits")  # refuse shapes that differ
_PUT_BACK = ("view", "reshape", "flatten", "ravel", "unsqueeze", "atleast_1d")
_JOINS = ("cat", "concat", "concatenate", "hstack", "vstack")


class Squeeze:
    """One `squeeze()` that meets a batch of one sample.

    loader: whose last batch it is.  reader: the operation that needs the batch's axis.
    """

    def __init__(self, op: Op, loader: Loader, reader: Op) -> None:
        self.op = op
        self.loader = loader
        self.reader = reader

    @property
    def place(self) -> Place:
        """Where it stands."""
        return self.op.place

    @property
    def samples(self) -> int | None:
        """How many samples the loader has."""
        return rows_of(self.loader)

    @property
    def batch_size(self) -> int | None:
        """How many samples its batches hold."""
        return batch_size(self.loader)

    def along_last(self) -> Repair | None:
        """Return the edit that squeezes the last axis alone, where it is the only one."""
        before = self.op.inputs[0]
        flat = isinstance(before, Tensor) and before.rank == 2
        return self.op.with_setting("-1", safe=True) if flat else None


def squeezes_in(ops: Iterable[Op]) -> list[Squeeze]:
    """Return the squeezes that surely drop the batch's axis once an epoch, each place once."""
    found: dict[object, Squeeze] = {}
    for op in ops:
        before = op.inputs[0] if op.inputs else None
        if op.kind != "squeeze" or op.guessed or not op.lacks(0, "dim") or not isinstance(before, Tensor):
            continue
        loader = loader_of(before)
        reader = next((use for use in op.out.future() if _needs_batch(use, op.out)), None)
        if reader is not None and (_stands_again(op, reader) or _leaves_out_short(op)):
            continue
        if loader is not None and (before.rank or 0) > 1 and reader is not None and last_batch(loader) == 1:
            found.setdefault(op.site.node, Squeeze(op, loader, reader))
    return list(found.values())


def _needs_batch(op: Op, squeezed: Tensor) -> bool:
    """Whether an operation would raise where the batch's axis is gone."""
    if op.kind in _JOINS:
        return squeezed.rank == 1
    if op.kind in _BY_PAIRS and squeezed.rank == 1:
        sides = [side for side in op.inputs if isinstance(side, Tensor)]
        return len(sides) == 2 and all(side.rank == 1 for side in sides) and not _both_squeezed(sides)
    return op.axis is not None and squeezed.rank is not None and op.axis == squeezed.rank - 1 > 0


def _stands_again(squeeze: Op, reader: Op) -> bool:
    """Whether the axis is put back before it is needed: `squeeze().view(-1)`."""
    ways = [op for side in reader.inputs if isinstance(side, Tensor) for op in side.relaid]
    return squeeze in ways and any(
        op.is_(*_PUT_BACK) for op in ways if squeeze in op.out.past() and op is not squeeze
    )


def _leaves_out_short(squeeze: Op) -> bool:
    """Whether its loop may pass over a short batch: `if len(x) < 2: continue`."""
    tests = (
        node for run in squeeze.loops[-1:] for node in nodes_in(run.site.node) if isinstance(node, ast.If)
    )
    return any(re.search(r"\blen\(|size|shape|numel", ast.unparse(node.test)) for node in tests)


def _both_squeezed(sides: list[Tensor]) -> bool:
    return all(any(op.is_("squeeze") for op in side.relaid) for side in sides)
