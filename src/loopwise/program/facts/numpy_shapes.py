"""What numpy's functions make of arrays whose shape and type are known. To gradients they stay code not seen.

The call itself is an operation of kind "opaque" whose `callee` is the function: "numpy.clip".
"""

from __future__ import annotations

from collections.abc import Callable

from loopwise import shapes
from loopwise.program.facts.dtypes import literal_dtype, named_dtype
from loopwise.program.facts.made_shapes import shape_of_literal
from loopwise.program.facts.shape_settings import axes_of, whole
from loopwise.program.facts.sizes import as_size
from loopwise.program.objects.numbers import Number
from loopwise.program.objects.ops import Op
from loopwise.program.objects.tensors import Tensor
from loopwise.program.objects.torch_table import FLOATS, words
from loopwise.program.objects.values import Arguments, Items, Value
from loopwise.shapes import Shape

_FLOATING = words("sin cos tan exp log log1p expm1 log2 log10 sqrt tanh arctan sinh cosh")
_KEEPS = words(
    "clip abs absolute fabs sign floor ceil rint round square negative nan_to_num ascontiguousarray"
)
_COPIES = words("array asarray ascontiguousarray copy")
_TYPED = words("array asarray ascontiguousarray")  # whose second argument is the type
_JOINS = words("stack concatenate vstack")


def shape_by_numpy(op: Op) -> Shape | None:
    """Return the shape of what a function of numpy gives, None for one that is not known."""
    name, given = _called(op), op.arguments
    if not name or given is None or not given.whole:
        return None
    if name in _FLOATING or name in _KEEPS:
        return _shape(given.get(0, "a", "x"))
    if name in _COPIES:
        return shape_of_literal(given.get(0, "object", "a"))
    rule = _RULES.get(name)
    return rule(given) if rule else None


def dtype_by_numpy(op: Op) -> str | None:
    """Return the type of what a function of numpy gives."""
    name, given = _called(op), op.arguments
    if not name or given is None or not given.whole:
        return None
    asked = given.get(1, "dtype") if name in _TYPED else given.named.get("dtype")
    if asked is not None:
        return named_dtype(asked, numpy=True)
    first = given.get(0, "a", "x", "object", "arrays")
    dtype = literal_dtype(first, "float64")
    if name in _FLOATING:
        return dtype if dtype is None or dtype in FLOATS else "float64"
    known = (
        name in _KEEPS or name in _COPIES or name in _JOINS or name in ("expand_dims", "transpose", "reshape")
    )
    return dtype if known else None


def _called(op: Op) -> str:
    home, _, name = op.callee.rpartition(".")
    return name if home == "numpy" and op.layer is None else ""


def _shape(value: Value | None) -> Shape | None:
    return value.shape if isinstance(value, Tensor) else None


def _joined(given: Arguments, *, stacked: bool) -> Shape | None:
    """`np.stack(arrays)`, `np.concatenate(arrays, axis=1)`."""
    arrays, axis = given.get(0, "arrays"), given.get(1, "axis")
    if isinstance(arrays, Tensor) and stacked and axis is None:
        return arrays.shape  # rows that are put below one another as they are
    found = [_shape(item) for item in arrays.items] if isinstance(arrays, Items) else []
    parts = [shape for shape in found if shape is not None]
    place = 0 if axis is None else whole(axis)
    if not parts or len(parts) < len(found) or place is None or not isinstance(arrays, Items):
        return None
    result = shapes.stacked(parts, place) if stacked else shapes.concatenated(parts, place)
    return result if arrays.closed else shapes.replaced(result, place, None)


def _piled(given: Arguments) -> Shape | None:
    """`np.vstack(arrays)`: rows become a matrix."""
    arrays = given.get(0, "tup")
    if not isinstance(arrays, Items):
        return None
    if arrays.items and all(isinstance(one, Number) or _shape(one) == () for one in arrays.items):
        return (len(arrays.items) if arrays.closed else None, 1)
    ranks = {len(shape) if shape else 0 for shape in map(_shape, arrays.items)}
    return None if 0 in ranks or len(ranks) != 1 else _joined(given, stacked=ranks == {1})


def _with_axis(given: Arguments) -> Shape | None:
    shape, axis = _shape(given.get(0, "a")), whole(given.get(1, "axis"))
    return None if shape is None or axis is None else shapes.unsqueezed(shape, axis)


def _transposed(given: Arguments) -> Shape | None:
    shape, asked = _shape(given.get(0, "a")), given.get(1, "axes")
    if shape is None or asked is None:
        return None if shape is None else shape[::-1]
    axes = axes_of(asked)
    return None if axes is None else shapes.permuted(shape, axes)


def _reshaped(given: Arguments) -> Shape | None:
    shape, asked = _shape(given.get(0, "a")), given.get(1, "shape", "newshape")
    lengths = asked.items if isinstance(asked, Items) and asked.closed else (asked,)
    sizes = [as_size(length) for length in lengths]
    return None if shape is None or None in sizes else shapes.reshaped(shape, sizes)


def _columns(given: Arguments) -> Shape | None:
    """`np.column_stack((a, b))`: rows become columns."""
    arrays = given.get(0, "tup")
    found = [_shape(item) for item in arrays.items] if isinstance(arrays, Items) and arrays.closed else []
    if not found or any(shape is None or len(shape) != 1 for shape in found):
        return (None, None)
    rows = {shape[0] for shape in found if shape}
    return (rows.pop() if len(rows) == 1 else None, len(found))


_RULES: dict[str, Callable[[Arguments], Shape | None]] = {
    "stack": lambda given: _joined(given, stacked=True),
    "concatenate": lambda given: _joined(given, stacked=False),
    "vstack": _piled,
    "column_stack": _columns,
    "expand_dims": _with_axis,
    "transpose": _transposed,
    "reshape": _reshaped,
}
