"""Softmax over the batch where each sample's own parts are weighed: the gate of a mixture of experts.

if weighs_samples(op): ...
"""

from __future__ import annotations

from loopwise.program.objects.ops import Op
from loopwise.program.objects.tensors import Tensor
from loopwise.shapes import Size


def weighs_samples(softmax: Op) -> bool:
    """Whether weights that sum to 1 over a loader's batch surely weigh several parts of each sample.

    They are multiplied with something of the batch, and the sum over the parts keeps the batch. Weights of whole
    samples (N, 1), and attention over a bag, whose sum leaves no batch, are another matter.
    """
    shape = softmax.out.shape
    if shape is None or len(shape) != 2 or not isinstance(shape[1], int) or shape[1] < 2:
        return False
    if not any(op.is_("batch") or _takes_rows(op) for op in softmax.out.past()):
        return False
    products = [op for op in softmax.out.future() if op.is_("mul")]
    return any(_sums_parts(op, shape[0], shape[1]) for op in products)


def _takes_rows(op: Op) -> bool:
    """`X[rows]`: a batch picked by row numbers."""
    key = op.arguments.get(1) if op.is_("getitem") and op.arguments is not None else None
    return isinstance(key, Tensor) and key.dtype == "int64" and key.rank == 1


def _sums_parts(product: Op, batch: Size, parts: int) -> bool:
    """Whether the axis of the parts, and not the batch, is summed away behind a product."""
    sides = [side.shape for side in product.inputs if isinstance(side, Tensor)]
    if len(sides) != 2 or any(not shape or shape[0] != batch for shape in sides):
        return False
    before = product.out.shape
    sums = (op for op in product.out.future() if op.is_("sum") and op.axis not in (None, 0))
    return any(
        before is not None and before[op.axis or 0] == parts and (op.out.shape or (None,))[0] == batch
        for op in sums
        if before is not None and -len(before) <= (op.axis or 0) < len(before)
    )
