"""The shapes a tensor went through, on one line: `(N, 1, 28, 28) -> Conv2d (N, 8, 26, 26) -> view (N, 5408)`."""

from __future__ import annotations

from loopwise.program.objects.modules import Layer
from loopwise.program.objects.ops import Op
from loopwise.program.objects.tensors import Tensor
from loopwise.shapes import shown

_STEPS = 4  # shown; earlier ones are dots
_FAR = 100
_QUIET = ("item", "getitem", "tensor", "to", "join")  # name nothing a reader would look for


def flow_of(tensor: Tensor) -> str:
    """Return the last changes of shape on the way to a tensor, nearest last."""
    steps: list[str] = []
    op = tensor.op
    for _ in range(_FAR):
        before = op.inputs[0] if op.inputs else None
        start = op.role in ("source", "opaque") or op.kind in _QUIET or not isinstance(before, Tensor)
        if start or not isinstance(before, Tensor) or before.shape is None:
            steps.append(_words(op, named=not start))
            break
        if before.shape != op.out.shape:
            steps.append(_words(op, named=True))
        op = before.op
    kept = steps[: _STEPS + 1]
    dots = ["..."] if len(steps) > len(kept) else []
    return " -> ".join([*dots, *reversed(kept)])


def _words(op: Op, *, named: bool) -> str:
    last = op.out.size(-1)  # known behind a Linear even where the rank is not
    shape = shown(op.out.shape) if op.out.shape is not None else "(?)" if last is None else f"(..., {last})"
    name = op.layer.name if isinstance(op.layer, Layer) else op.kind
    return f"{name} {shape}" if named else shape
