"""Pictures that OpenCV reads and resizes: bytes, the colours last, where torch wants them first."""

from __future__ import annotations

import ast

from loopwise.program.evaluator.machine import Machine
from loopwise.program.facts.sizes import as_size
from loopwise.program.objects.arrays import known_array
from loopwise.program.objects.tensors import Tensor
from loopwise.program.objects.values import Arguments, External, Items, Value, constant
from loopwise.shapes import Shape

_BYTES = (0, 255)


def made_by_opencv(machine: Machine, path: str, arguments: Arguments, node: ast.AST) -> Tensor | None:
    """Return the picture that a function of OpenCV gives, None for one that is not known."""
    home, _, name = path.rpartition(".")
    if home != "cv2" or not arguments.whole:
        return None
    if name == "imread":
        shape = _read(arguments.get(1, "flags"))
        return known_array(machine, node, shape, "uint8", reach=_BYTES) if shape is not None else None
    source = arguments.get(0, "src")
    if not isinstance(source, Tensor) or source.shape is None or len(source.shape) not in (2, 3):
        return None
    shape = None
    if name == "cvtColor":
        shape = _recoloured(source.shape, arguments.get(1, "code"))
    elif name == "resize":
        shape = _resized(source.shape, arguments.get(1, "dsize"))
    if shape is None:
        return None
    return known_array(machine, node, shape, source.dtype or "", source, role="layout", reach=source.reach)


def _read(flags: Value | None) -> Shape | None:
    named = flags.path if isinstance(flags, External) else ""
    if flags is None or named == "cv2.IMREAD_COLOR" or constant(flags) == 1:
        return (None, None, 3)
    return (None, None) if named == "cv2.IMREAD_GRAYSCALE" or constant(flags) == 0 else None


def _recoloured(shape: Shape, code: Value | None) -> Shape | None:
    """`COLOR_BGR2RGB` keeps three colours, `COLOR_BGR2GRAY` leaves none; those with an alpha are not followed."""
    before, _, after = (code.path if isinstance(code, External) else "").partition("2")
    if not after or before.endswith("A") or after.endswith("A"):
        return None
    return shape[:2] if after == "GRAY" else (*shape[:2], 3)


def _resized(shape: Shape, size: Value | None) -> Shape | None:
    """OpenCV is given the width first."""
    if not isinstance(size, Items) or not size.closed or len(size.items) != 2:
        return (None, None, *shape[2:])
    width, height = map(as_size, size.items)
    return (height, width, *shape[2:])
