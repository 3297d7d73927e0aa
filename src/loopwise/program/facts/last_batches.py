"""The last batch of an epoch: how long it is where the number of samples and the batch size are known.

>>> last_batch(loader)      # 65 samples in batches of 32
1
"""

from __future__ import annotations

from loopwise.program.objects.modules import Loader
from loopwise.program.objects.numbers import whole_number
from loopwise.program.objects.tensors import Tensor
from loopwise.program.objects.truths import truth
from loopwise.program.objects.values import Const, Items, Value, constant
from loopwise.shapes import Symbol

_UNLIKE = ("sampler", "batch_sampler", "collate_fn")  # decide themselves what a batch is


def rows_of(loader: Loader) -> int | None:
    """Return how many samples a loader's data set holds, None if the program does not say."""
    return whole_number(loader.length) if loader.length is not None else _rows_of_data(loader.data)


def _rows_of_data(data: Value | None) -> int | None:
    if not isinstance(data, Tensor):
        return None
    op = data.op
    if op.kind == "tensor_dataset":
        columns = [column.shape for column in op.inputs if isinstance(column, Tensor)]
        return next((shape[0] for shape in columns if shape and isinstance(shape[0], int)), None)
    part = op.inputs[0] if op.kind in ("item", "getitem") and op.inputs else None
    at = constant(op.arguments.get(1)) if op.arguments is not None else None
    if not isinstance(part, Tensor) or part.op.kind != "subset" or part.op.arguments is None:
        return None
    lengths = part.op.arguments.get(1, "lengths")
    if isinstance(lengths, Items) and lengths.closed and isinstance(at, int) and at < len(lengths.items):
        return whole_number(lengths.items[at])
    return None


def batch_size(loader: Loader) -> int | None:
    """Return how many samples a loader is told to put into a batch."""
    size = loader.arguments.get(1, "batch_size")
    return 1 if size is None else whole_number(size)


def last_batch(loader: Loader) -> int | None:
    """Return how many samples the last batch of an epoch has, None if that is not known."""
    given, length = loader.arguments, batch_size(loader)
    dropped = truth(given.get(8, "drop_last") or Const(False))
    rows = rows_of(loader)
    if dropped is not False or not given.whole or not given.named.keys().isdisjoint(_UNLIKE):
        return None
    return None if not rows or not length else rows % length or length


def loader_of(tensor: Tensor) -> Loader | None:
    """Return the loader whose batches a tensor's first axis counts."""
    first = tensor.shape[0] if tensor.shape else None
    for op in tensor.past() if isinstance(first, Symbol) else ():
        if op.is_("batch") and isinstance(op.layer, Loader) and first == Symbol((f"N#{id(op)}",)):
            return op.layer
    return None
