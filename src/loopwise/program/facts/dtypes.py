"""The type of a tensor's numbers, as far as the program says it. Asked for on demand, once a tensor."""

from __future__ import annotations

import ast
from collections.abc import Callable

from loopwise.program.objects.modules import Layer
from loopwise.program.objects.numbers import Number
from loopwise.program.objects.ops import Op
from loopwise.program.objects.tensors import Tensor
from loopwise.program.objects.torch_table import words
from loopwise.program.objects.values import Const, External, Items, Length, Unknown, Value, constant

_NAMES = {
    **{
        name: name
        for name in ("float32", "float64", "float16", "bfloat16", "int64", "int32", "int16", "int8")
    },
    "float": "float32",
    "double": "float64",
    "half": "float16",
    "long": "int64",
    "int": "int32",
    "bool": "bool",
    "uint8": "uint8",
    "FloatTensor": "float32",
    "DoubleTensor": "float64",
    "LongTensor": "int64",
}
_AXES = 8  # no list of a program is nested deeper
_NUMPY = {"float": "float64", "int": "int64", "double": "float64", "long": "int64", "bool": "bool"}
_ORDER = ("bool", "uint8", "int8", "int16", "int32", "int64", "float16", "float32", "float64")
_FLOATS = frozenset(("float16", "bfloat16", "float32", "float64"))
_BOOLS = words("eq ne gt ge lt le logical_and logical_or logical_not isnan isfinite isinf isclose compare")
_INDICES = words("argmax argmin argsort randperm bincount nonzero one_hot")
_FLOATING = words(
    "softmax log_softmax sigmoid tanh exp log sqrt mean std var div true_divide linear relu gelu conv1d conv2d conv3d"
)


def dtype_of(op: Op) -> str | None:
    """Return the type of what an operation gives."""
    if rule := _RULES.get(op.kind):
        return rule(op)
    if op.kind in _BOOLS:
        return "bool"
    if op.kind in _INDICES:
        return "int64"
    if op.shape in ("broadcast", "first"):
        return _promoted(op)
    if op.shape == "made":
        return _made(op)
    if op.role == "opaque":
        return _scaled(op)
    if op.role in ("change", "layout", "loss", "choose", "join"):
        return _floating(_before(op)) if op.kind in _FLOATING else _before(op)
    return None


def _before(op: Op, index: int = 0) -> str | None:
    value = op.inputs[index] if index < len(op.inputs) else None
    if isinstance(value, Items) and value.items:
        value = value.items[0]
    return value.dtype if isinstance(value, Tensor) else None


def _floating(dtype: str | None) -> str | None:
    return dtype if dtype is None or dtype in _FLOATS else "float32"


def named_dtype(value: Value | None, *, numpy: bool = False) -> str | None:
    """Return the type that `torch.float32`, `np.int64`, `"float32"` or `float` names."""
    if isinstance(value, Const) and isinstance(value.value, str):
        return _NAMES.get(value.value)
    if not isinstance(value, External):
        return None
    if numpy or value.path.startswith(("numpy.", "builtins.")):
        return _NUMPY.get(value.name) or _NAMES.get(value.name)
    return _NAMES.get(value.name)


def _asked(op: Op) -> tuple[bool, str | None]:
    """Tell whether a `dtype=` is given, and which."""
    given = op.arguments.named.get("dtype") if op.arguments is not None else None
    return (given is not None and constant(given) is None) or (
        isinstance(given, Const) and given.value is not None
    ), named_dtype(given)


def _made(op: Op) -> str | None:
    given, dtype = _asked(op)
    if given:
        return dtype
    if op.kind.endswith("_like"):
        return _before(op)
    if op.kind.startswith("new_"):
        return None  # that of what was asked
    if op.kind in ("randint", "randperm"):
        return "int64"
    if op.kind in ("arange", "full"):
        literals = op.inputs if op.kind == "arange" else op.inputs[1:2]
        return _of_numbers(literals)
    return "float32"


def _of_numbers(values: tuple[Value, ...]) -> str | None:
    found = [_of_number(value) for value in values]
    if None in found or not found:
        return None
    return "float32" if "float32" in found else "int64"


def _of_number(value: Value) -> str | None:
    if isinstance(value, Length):
        return "int64"
    if isinstance(value, Number):
        return "float32" if value.dtype == "float64" else value.dtype
    number = constant(value)
    if isinstance(number, bool):
        return "bool"
    return "int64" if isinstance(number, int) else "float32" if isinstance(number, float) else None


def literal_dtype(value: Value | None, floats: str = "float32", depth: int = 0) -> str | None:
    """Return the type of a nested list of numbers, or of one number; a list that holds itself has none."""
    if isinstance(value, Items) and value.items:
        found = {literal_dtype(item, floats, depth + 1) for item in value.items} if depth <= _AXES else {None}
        if None in found or (len(found) > 1 and found - {floats, "int64", "bool"}):
            return None
        return floats if floats in found else "int64" if "int64" in found else found.pop()
    if isinstance(value, Tensor):
        return floats if _is_python_float(value.op) else value.dtype
    found_one = _of_number(value) if value is not None else None
    return floats if found_one == "float32" else found_one


def _told(op: Op) -> str | None:
    """The reader wrote it down."""
    return named_dtype(op.arguments.named["dtype"]) if op.arguments is not None else None


def _copied(op: Op) -> str | None:
    given, dtype = _asked(op)
    if given:
        return dtype
    second = op.arguments.positional[1:2] if op.arguments is not None and op.kind != "tensor" else []
    if second:
        return named_dtype(second[0])
    value = op.inputs[0] if op.inputs else None
    return value.dtype if isinstance(value, Tensor) else literal_dtype(value)


def _moved(op: Op) -> str | None:
    """`x.to(device)`, `x.to(torch.long)`, `x.to(device, torch.long)`, `x.to(y)`."""
    given, dtype = _asked(op)
    if given:
        return dtype
    for value in op.arguments.positional[1:] if op.arguments is not None else []:
        if isinstance(value, Tensor):
            return value.dtype
        if isinstance(value, External) and named_dtype(value):
            return named_dtype(value)
        if isinstance(value, Unknown) and _is_called_dtype(op):
            return None
    return _before(op)


def _is_called_dtype(op: Op) -> bool:
    """Whether an argument nobody can see into names a type; else it is a device."""
    call = op.site.node
    return isinstance(call, ast.Call) and any("type" in ast.unparse(given) for given in call.args)


def _cast(op: Op) -> str | None:
    """`x.astype(np.float32)`, `x.type(torch.long)`."""
    given = op.arguments.get(1, "dtype") if op.arguments is not None else None
    return named_dtype(given, numpy=op.kind == "astype")


def _promoted(op: Op) -> str | None:
    """Tensors decide among themselves; a Python number only makes booleans whole, and whole numbers floats."""
    tensors = [value for value in op.inputs if isinstance(value, Tensor)]
    found = [tensor.dtype for tensor in tensors]
    known = [dtype for dtype in found if dtype in _ORDER]
    if not known or len(known) != len(found):
        return None
    result = max(known, key=_ORDER.index)
    if result in _FLOATS:
        return result
    numbers = [_of_number(value) for value in op.inputs if not isinstance(value, Tensor)]
    if "float32" in numbers or op.kind in ("div", "true_divide"):
        return "float64" if all(map(_is_numpy, tensors)) else "float32"
    if None in numbers:
        return None
    return "int64" if result == "bool" and "int64" in numbers else result


def _is_numpy(tensor: Tensor) -> bool:
    """Whether numpy holds it, whose floating point numbers are float64 where nothing else is said."""
    op = tensor.op
    for _ in range(40):
        if op.kind in ("array", "counted", "many_labels", "numpy") or op.callee.startswith("numpy."):
            return True
        first = next((value for value in op.inputs if isinstance(value, Tensor)), None)
        if first is None or op.kind in ("tensor", "as_tensor", "from_numpy"):
            return False
        op = first.op
    return False


def _chosen(op: Op) -> str | None:
    """`torch.where(test, a, b)`: the type of what is chosen from, not of the test."""
    found = {value.dtype if isinstance(value, Tensor) else _of_number(value) for value in op.inputs[1:]}
    return found.pop() if len(found) == 1 else None


def _scaled(op: Op) -> str | None:
    from loopwise.program.facts.numpy_shapes import dtype_by_numpy
    from loopwise.program.objects.estimators import is_scaled

    if is_scaled(op):
        dtype = _before(op)
        return dtype if dtype is None or dtype in _FLOATS else "float64"
    return dtype_by_numpy(op)


def _taken(op: Op) -> str | None:
    """A part of a batch; or a tensor's number as Python's own `int` or `float`, whatever the tensor held."""
    return ("float32" if _is_python_float(op) else _asked(op)[1]) if _asked(op)[0] else _part(op)


def _is_python_float(op: Op) -> bool:
    """Tell whether it is a number of Python's, which is as wide as the array it is put into."""
    return op.kind == "item" and _asked(op)[1] == "float64"


def _part(op: Op) -> str | None:
    from loopwise.program.facts.batches import part_of

    index = constant(op.arguments.get(1)) if op.arguments is not None else None
    batched = part_of(op.inputs[0], index) if op.inputs else None
    return batched.dtype if batched is not None else _before(op)


def _layer(op: Op) -> str | None:
    """A layer's own numbers are float32, unless the program turns them into others."""
    return "float32" if isinstance(op.layer, Layer) else _before(op, 1)


def _joined(op: Op) -> str | None:
    found = {value.dtype for value in op.inputs if isinstance(value, Tensor)}
    return found.pop() if len(found) == 1 else None


_RULES: dict[str, Callable[[Op], str | None]] = {
    **dict.fromkeys(("array", "picture", "counted", "many_labels", "split_rows"), _told),
    "tensor": _copied,
    "as_tensor": _copied,
    "asarray": _copied,
    "from_numpy": _copied,
    "to": _moved,
    "type": _cast,
    "astype": _cast,
    "type_as": lambda op: _before(op, 1),
    "float": lambda op: "float32",
    "double": lambda op: "float64",
    "half": lambda op: "float16",
    "bfloat16": lambda op: "bfloat16",
    "long": lambda op: "int64",
    "int": lambda op: "int32",
    "bool": lambda op: "bool",
    "item": _taken,
    "getitem": _part,
    "embedding": _layer,
    "where": _chosen,
    "join": _joined,
    "cat": _joined,
    "stack": _joined,
    "pad_sequence": _joined,
    "sum": lambda op: (
        "int64" if (dtype := _before(op)) in ("bool", "int32", "uint8", "int16", "int8") else dtype
    ),
}
