"""Shapes of what is made, taken out of something, or known to the reader."""

from __future__ import annotations

import ast

from loopwise import shapes
from loopwise.program.facts.layer_shapes import hidden
from loopwise.program.facts.pieces import is_fold
from loopwise.program.facts.shape_settings import shape_before
from loopwise.program.facts.sizes import as_size, length_of
from loopwise.program.objects.modules import Layer
from loopwise.program.objects.numbers import Number, Position, Window
from loopwise.program.objects.ops import Op
from loopwise.program.objects.tensors import Tensor
from loopwise.program.objects.truths import truth
from loopwise.program.objects.values import FALSE, Const, Items, Length, Unknown, Value, constant
from loopwise.shapes import Shape, Symbol

_AXES = 8  # no list of a program is nested deeper


def made(op: Op) -> Shape | None:
    """`torch.randn(64, 10)`, `torch.zeros((64, 10))`, `torch.randint(0, 3, (64,))`."""
    arguments = op.arguments
    if arguments is None or not arguments.whole:
        return None
    if op.kind.endswith("_like"):
        return shape_before(op)
    named = arguments.named.get("size") or arguments.named.get("shape")
    given = [named] if named is not None else arguments.positional
    if op.kind in ("arange", "linspace", "randperm"):
        return _counted(op)
    if op.kind == "eye":
        rows = as_size(arguments.get(0, "n"))
        return (rows, rows) if len(arguments.positional) < 2 else (rows, as_size(arguments.positional[1]))
    if op.kind == "randint":
        given = [named] if named is not None else [v for v in given if isinstance(v, Items)]
    if op.kind == "full":
        given = given[:1]
    if len(given) == 1 and isinstance(given[0], Items):
        return tuple(as_size(item) for item in given[0].items) if given[0].closed else None
    if not given or op.kind == "randint" or (len(given) == 1 and as_size(given[0]) is None):
        return () if not given and op.kind in ("rand", "randn") else None
    return tuple(as_size(value) for value in given)


def _counted(op: Op) -> Shape | None:
    """`torch.arange(10)`, `torch.linspace(0, 1, 50)`, `torch.randperm(8)`."""
    assert op.arguments is not None
    if op.kind == "linspace":
        return (as_size(op.arguments.get(2, "steps")),)
    bounds = [as_size(value) for value in op.arguments.positional]
    numbers = [bound for bound in bounds if isinstance(bound, int)]
    if op.kind == "randperm" or len(bounds) == 1:
        return (bounds[0] if bounds else None,)
    known = len(numbers) == len(bounds) in (2, 3) and 0 not in numbers[2:]
    return (len(range(*numbers)),) if known else (None,)


def copied(op: Op) -> Shape | None:
    """`torch.tensor(x)`: of an array, of nested lists, of a number."""
    value = op.inputs[0] if op.inputs else None
    return shape_of_literal(value)


def shape_of_literal(value: Value | None, depth: int = 0) -> Shape | None:
    """Return the shape that `torch.tensor` gives to a value; a list that holds itself has none."""
    if isinstance(value, Tensor):
        return value.shape
    if isinstance(value, Const):
        return () if isinstance(value.value, (int, float, bool, complex)) else None
    if isinstance(value, (Number, Length)):
        return ()
    if not isinstance(value, Items) or depth > _AXES:
        return None
    inner = {shape_of_literal(item, depth + 1) for item in value.items[:3]}
    if None in inner or len(inner) != 1:
        return (None,) if value.items and all(isinstance(item, Const) for item in value.items) else None
    first = inner.pop()
    return None if first is None else (len(value.items) if value.closed else value.length, *first)


def getitem(op: Op) -> Shape | None:
    """`x[...]`."""
    from loopwise.program.facts.batches import part_of

    shape = shape_before(op)
    key = op.arguments.get(1) if op.arguments is not None else None
    batched = part_of(op.inputs[0], constant(key))
    if batched is not None:
        return batched.shape
    if shape is None:
        return None
    if not isinstance(op.site.node, ast.Subscript) or key is None:
        return shape[1:] if shape else None  # one of those it runs over
    node = op.site.node.slice
    nodes = node.elts if isinstance(node, ast.Tuple) else [node]
    values = key.items if isinstance(node, ast.Tuple) and isinstance(key, Items) else (key,)
    keys = [_key(value, part) for value, part in zip(values, nodes, strict=False)]
    return None if len(keys) != len(nodes) or "unknown" in keys else shapes.indexed(shape, keys)


def _key(value: Value, node: ast.expr) -> int | slice | Shape | str | None:
    if isinstance(node, ast.Slice):
        key = constant(value)
        if isinstance(value, Window):
            return str(value.length)
        return key if isinstance(key, slice) and _is_whole(key) else "?"
    if isinstance(value, Unknown) and value.made_by == "builtins.slice":
        return "?"
    if isinstance(value, Const):
        if isinstance(value.value, slice):
            return value.value if _is_whole(value.value) else "?"
        if value.value is None:
            return None
        if value.value is ...:
            return "..."
        if isinstance(value.value, int) and not isinstance(value.value, bool):
            return value.value
    if isinstance(value, Position):
        return 0
    if isinstance(value, Tensor) and value.shape is not None and len(value.shape) == 1:
        return (None,) if value.op.role == "compare" else value.shape
    return "unknown"


def _is_whole(key: slice) -> bool:
    """Whether a slice goes from one whole number to another, if it says so at all."""
    return all(isinstance(bound, int | None) for bound in (key.start, key.stop, key.step))


def part(op: Op) -> Shape | None:
    """One of what a tensor, a batch or an LSTM's state is unpacked into."""
    from loopwise.program.facts.batches import part_of

    value = op.inputs[0]
    index = constant(op.arguments.get(1)) if op.arguments is not None else None
    batched = part_of(value, index)
    if batched is not None:
        return batched.shape
    if is_fold(value):
        return (None,)
    if isinstance(value, Tensor) and value.op.kind == "state":
        return hidden(value.op) if isinstance(index, int) else None
    shape = shape_before(op)
    return shape[1:] if shape else None


def padded(op: Op) -> Shape | None:
    """`pad_sequence`: as many rows as the list has, each as long as the longest."""
    rows = op.arguments.get(0, "sequences") if op.arguments is not None else None
    one, first = op.inputs[0] if op.inputs else None, truth(op.setting(0, "batch_first") or FALSE)
    if not isinstance(rows, Items) or not isinstance(one, Tensor) or first is None:
        return None
    row, count = one.shape, rows.length or Symbol((f"N#{id(op)}",))
    return None if not row else (count, None, *row[1:]) if first else (None, count, *row[1:])


def known(op: Op) -> Shape | None:
    """The reader itself knows: a data set of a library."""
    given = op.arguments.get(0) if op.arguments is not None else None
    return tuple(as_size(item) for item in given.items) if isinstance(given, Items) else None


def opaque(op: Op) -> Shape | None:
    """What a scaler of scikit-learn gives, a function of numpy, a classifier of torchvision."""
    from loopwise.program.facts.numpy_shapes import shape_by_numpy
    from loopwise.program.objects.estimators import is_scaled

    if isinstance(op.layer, Layer):
        return _flat(op, op.layer)
    return shape_before(op) if is_scaled(op) else shape_by_numpy(op)


def _flat(op: Op, model: Layer) -> Shape | None:
    """One row a picture: the scores of torchvision's classifiers, and what comes into a head put in their place."""
    from loopwise.program.objects.heads import answers_in_rows, new_head

    pictures = op.inputs[0] if op.inputs else None
    if not isinstance(pictures, Tensor) or not answers_in_rows(model):
        return None
    classes = model.arguments.named.get("num_classes") if new_head(model) is None else None
    return as_size(length_of(pictures, 0)), as_size(classes)
