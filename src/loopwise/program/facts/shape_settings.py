"""The settings of an operation, as numbers: what a call or a layer was given, or the default."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from loopwise.program.facts.sizes import as_size
from loopwise.program.objects.ops import Op
from loopwise.program.objects.tensors import Tensor
from loopwise.program.objects.truths import truth
from loopwise.program.objects.values import Items, Unknown, Value, constant
from loopwise.shapes import Shape, Size

Setting = int | None | Sequence[int | None]  # one for all inner axes, or one each


def shape_before(op: Op, index: int = 0) -> Shape | None:
    """Return the shape of an input."""
    value = op.inputs[index] if index < len(op.inputs) else None
    return value.shape if isinstance(value, Tensor) else None


def is_in_place(op: Op) -> bool:
    """Tell whether an operation writes into what goes in first: `x -= mean`, `x.sub_(mean)`."""
    node = op.site.node
    if isinstance(node, ast.AugAssign):
        return not isinstance(node.target, ast.Subscript)
    return (
        isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr.endswith("_")
    )


def setting_of(op: Op, position: int, *names: str) -> Value | None:
    """Return a setting; something unknown where `*args` may have brought it."""
    found = op.setting(position, *names)
    whole = op.arguments is not None and op.arguments.whole
    return found if found is not None or whole else Unknown()


def number(op: Op, default: Size, position: int, *names: str) -> Size:
    """Return a setting that is one length."""
    given = setting_of(op, position, *names)
    return default if given is None else as_size(given)


def flag(op: Op, default: bool, position: int, *names: str) -> bool | None:
    """Return a setting that is true or false; None if that is not known."""
    given = setting_of(op, position, *names)
    return default if given is None else truth(given)


def axes_of(value: Value | None) -> list[int] | None:
    """Return one axis or several; None if they are not known."""
    values = value.items if isinstance(value, Items) and value.closed else (value,)
    known = [number for one in values if isinstance(number := constant(one), int)]
    return known if len(known) == len(values) else None


def setting(op: Op, default: Setting, position: int, *names: str) -> Setting:
    """Return a setting of one number for all inner axes, or one each."""
    given = setting_of(op, position, *names)
    if given is None:
        return default
    if isinstance(given, Items):
        return [whole(item) for item in given.items] if given.closed else None
    return whole(given)


def whole(value: Value | None) -> int | None:
    """Return the int a value is; a symbol is none."""
    size = as_size(value)
    return size if isinstance(size, int) else None


def whole_or(op: Op, default: int, position: int, *names: str) -> int | None:
    """Return a setting that is one int."""
    size = number(op, default, position, *names)
    return size if isinstance(size, int) else None
