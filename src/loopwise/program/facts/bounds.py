"""Numbers that a tensor's values surely reach, as far as the program gives them: labels 0 to 9, targets 25 to 346.

Not bounds that no value crosses: ends that some value comes to. Data sets are taken to be whole.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable

from loopwise.program.objects.numbers import Number, Position
from loopwise.program.objects.ops import Op
from loopwise.program.objects.tensors import Tensor
from loopwise.program.objects.values import Items, Unknown, Value, constant, is_altered

Reach = tuple[float, float]
_DEEP = 40  # operations looked through
_SOME = 1.0  # standardised values reach at least one standard deviation

_LABELS: dict[str, Reach] = {
    **dict.fromkeys(("MNIST", "FashionMNIST", "KMNIST", "CIFAR10", "SVHN", "STL10", "USPS"), (0, 9)),
    "CIFAR100": (0, 99),
}


def reach_of(value: Value | None, depth: int = 0) -> Reach | None:
    """Return the lowest and highest number that is surely among the values, None if that is not known."""
    if not isinstance(value, Tensor):
        return _of_literal(value)
    op = value.op
    if depth > _DEEP or "assigned" in value.table:
        return None
    if rule := _RULES.get(op.kind):
        return rule(op, depth + 1)
    if op.callee == "numpy.where":
        return _chosen(op, depth + 1)
    if op.callee in ("numpy.concatenate", "numpy.hstack", "numpy.stack"):
        return _joined_by_numpy(op, depth + 1)
    if op.role == "opaque":
        return _scaled(op)
    return _first(op, depth + 1) if op.role == "layout" else None


def _first(op: Op, depth: int) -> Reach | None:
    return reach_of(op.inputs[0], depth) if op.inputs else None


def _of_literal(value: Value | None) -> Reach | None:
    if isinstance(value, Number):
        return value.reach
    if isinstance(value, Items) and value.items and (value.closed or _is_typical(value)):
        parts = [_of_literal(item) for item in value.items]
        known = [part for part in parts if part is not None]
        return (min(p[0] for p in known), max(p[1] for p in known)) if len(known) == len(parts) else None
    number = constant(value)
    return (number, number) if isinstance(number, (int, float)) else None


def _is_typical(items: Items) -> bool:
    """Whether what is known of a list of unknown length stands for any of its numbers."""
    return all(isinstance(item, Number) for item in items.items)


def _known(op: Op, depth: int) -> Reach | None:
    """A data set of a library: the reader wrote down what its target reaches."""
    return _of_literal(op.arguments.named.get("reach")) if op.arguments is not None else None


def _drawn(op: Op, depth: int) -> Reach | None:
    """`torch.randint(3, (64,))`, `torch.randint(1, 4, (64,))`."""
    if op.arguments is None:
        return None
    given = [constant(value) for value in op.arguments.positional]
    low, high = (constant(op.arguments.named.get(name)) for name in ("low", "high"))
    ends = [number for number in given[:2] if isinstance(number, int)]
    if isinstance(high, int):
        first = ends[0] if ends else low if isinstance(low, int) else 0
        return (first, high - 1)
    if not ends or low is not None:
        return None
    return (ends[0], ends[1] - 1) if len(ends) == 2 else (0, ends[0] - 1)


def _counted(op: Op, depth: int) -> Reach | None:
    given = [constant(value) for value in op.arguments.positional[:2]] if op.arguments is not None else []
    ends = [number for number in given if isinstance(number, (int, float))]
    if len(ends) != len(given) or not ends:
        return None
    first, last = ends if len(ends) == 2 else (0, ends[0])
    return (first, last) if op.kind == "linspace" else (first, last - 1)


def _part(op: Op, depth: int) -> Reach | None:
    """One of the tensors of a batch; a slice. A mask or an index may leave out the ends."""
    from loopwise.program.facts.batches import data_of, is_of_all_kinds, source_of, value_in_sample

    index = constant(op.arguments.get(1)) if op.arguments is not None else None
    if (source := source_of(op) or value_in_sample(op)) is not None:
        return reach_of(source, depth)
    if isinstance(data := data_of(op), Unknown):
        return _labels(data, index) if is_of_all_kinds(op) else None
    sliced = isinstance(op.site.node, ast.Subscript) and isinstance(op.site.node.slice, ast.Slice)
    key = op.arguments.get(1) if op.arguments is not None else None
    dealt = isinstance(key, Position) or (isinstance(key, Tensor) and key.dtype == "int64")
    return _first(op, depth) if sliced or dealt else None


def _labels(data: Unknown, index: object) -> Reach | None:
    home, _, name = data.made_by.rpartition(".")
    whole = home == "torchvision.datasets" and not is_altered(data)
    return _LABELS.get(name) if whole and index == 1 else None


def _chosen(op: Op, depth: int) -> Reach | None:
    """`torch.where(y == 1, 1, -1)`: both numbers. Of tensors some may not be chosen."""
    given = op.arguments.positional[1:] if op.arguments is not None else list(op.inputs[1:])
    ends = [reach_of(value, depth) for value in given if not isinstance(value, Tensor) or value.rank == 0]
    known = [end for end in ends if end is not None]
    return (min(end[0] for end in known), max(end[1] for end in known)) if len(known) == 2 else None


def _joined(op: Op, depth: int) -> Reach | None:
    """`torch.cat([a, b])`: whatever one of them reaches."""
    reaches = [reach_of(value, depth) for value in op.inputs if isinstance(value, Tensor)]
    known = [reach for reach in reaches if reach is not None]
    if not known or len(known) != len(reaches):
        return None
    return min(reach[0] for reach in known), max(reach[1] for reach in known)


def _joined_by_numpy(op: Op, depth: int) -> Reach | None:
    given = op.inputs[0] if op.inputs else None
    parts = given.items if isinstance(given, Items) and given.closed else ()
    reaches = [reach_of(part, depth) for part in parts]
    known = [reach for reach in reaches if reach is not None]
    if not known or len(known) != len(reaches):
        return None
    return min(reach[0] for reach in known), max(reach[1] for reach in known)


def _filled(op: Op, depth: int) -> Reach | None:
    return _of_literal(op.arguments.get(1, "fill_value")) if op.arguments is not None else None


def _arithmetic(op: Op, depth: int) -> Reach | None:
    if len(op.inputs) != 2:
        return None
    left, right = op.inputs
    if op.kind == "sub" and isinstance(right, Tensor) and _is_of(right, "mean", left):
        return (-1e-9, 1e-9)  # some lie below the mean, some above
    if op.kind == "div" and isinstance(right, Tensor) and right.op.kind == "std":
        return (-_SOME, _SOME) if isinstance(left, Tensor) and left.op.kind == "sub" else None
    one, two = reach_of(left, depth), reach_of(right, depth)
    if one is None or two is None:
        return None
    if isinstance(left, Tensor) and isinstance(right, Tensor):
        return _of_sum(one, two) if op.kind in ("add", "sub") else None
    return _by_number(op.kind, one, two)


def _is_of(summary: Tensor, kind: str, value: Value) -> bool:
    return summary.op.kind == kind and bool(summary.op.inputs) and summary.op.inputs[0] is value


def _of_sum(one: Reach, two: Reach) -> Reach | None:
    """A wide range plus a narrow one still reaches the wide one's ends, less the narrow one's width."""
    narrow, wide = sorted((one, two), key=lambda reach: reach[1] - reach[0])
    width = 3 * (narrow[1] - narrow[0])
    low, high = wide[0] + width, wide[1] - width
    return (low, high) if low < high else None


def _by_number(kind: str, one: Reach, two: Reach) -> Reach | None:
    """A number against a tensor: each end changes by it."""
    if kind not in _COMPUTE or (kind == "div" and 0 in two):
        return None
    ends = [_COMPUTE[kind](a, b) for a in one for b in two]
    return min(ends), max(ends)


_COMPUTE: dict[str, Callable[[float, float], float]] = {
    "add": operator.add,
    "sub": operator.sub,
    "mul": operator.mul,
    "div": operator.truediv,
}


def _negated(op: Op, depth: int) -> Reach | None:
    reach = _first(op, depth)
    return None if reach is None else (-reach[1], -reach[0])


def _scaled(op: Op) -> Reach | None:
    from loopwise.program.objects.estimators import is_scaled

    standard = isinstance(op.layer, Unknown) and op.layer.made_by.endswith(".StandardScaler")
    return (-_SOME, _SOME) if standard and is_scaled(op) else None


_RULES: dict[str, Callable[[Op, int], Reach | None]] = {
    "array": _known,
    "many_labels": _known,
    "randint": _drawn,
    "randn": lambda op, depth: (-_SOME, _SOME),
    "randn_like": lambda op, depth: (-_SOME, _SOME),
    "rand": lambda op, depth: (0.1, 0.9),
    "arange": _counted,
    "linspace": _counted,
    "tensor": _first,
    "as_tensor": _first,
    "asarray": _first,
    "from_numpy": _first,
    "getitem": _part,
    "item": _part,
    "neg": _negated,
    "where": _chosen,
    "full": _filled,
    "full_like": _filled,
    **dict.fromkeys(("zeros", "zeros_like"), lambda op, depth: (0, 0)),
    **dict.fromkeys(("ones", "ones_like"), lambda op, depth: (1, 1)),
    **dict.fromkeys(("cat", "concat", "concatenate", "stack", "hstack", "vstack"), _joined),
    **dict.fromkeys(("add", "sub", "mul", "div"), _arithmetic),
}
