"""Arrays that numpy makes: of literals, of a size, drawn by chance. Shape and type, as far as they are given."""

from __future__ import annotations

import ast

from loopwise.program.arrays import known_array
from loopwise.program.dtypes import literal_dtype, named_dtype
from loopwise.program.machine import Machine
from loopwise.program.made_shapes import shape_of_literal
from loopwise.program.sizes import as_size
from loopwise.program.values import Arguments, Items, Value
from loopwise.shapes import Shape

# Where the size stands among the arguments; the type, if no other is asked for.
_SIZED: dict[str, tuple[int, str]] = {
    "zeros": (0, "float64"),
    "ones": (0, "float64"),
    "empty": (0, "float64"),
    "full": (0, ""),
}
_DRAWN: dict[str, tuple[int, str]] = {
    "random": (0, "float64"),
    "random_sample": (0, "float64"),
    "standard_normal": (0, "float64"),
    "normal": (2, "float64"),
    "uniform": (2, "float64"),
    "integers": (2, "int64"),
    "randint": (2, "int64"),
}
GENERATORS = ("numpy.random.default_rng", "numpy.random.RandomState")


def made_by_numpy(machine: Machine, path: str, arguments: Arguments, node: ast.AST) -> Value | None:
    """Return what a function of numpy makes, None for one that is not known."""
    home, _, name = path.rpartition(".")
    if home == "numpy.random":
        return drawn(machine, name, arguments, node)
    if home != "numpy":
        return None
    if name in ("array", "asarray"):
        return _array(machine, arguments, node)
    return _of_size(machine, *_SIZED[name], arguments, node) if name in _SIZED else None


def drawn(machine: Machine, name: str, arguments: Arguments, node: ast.AST) -> Value | None:
    """Return what `np.random` or a generator draws."""
    if name in ("rand", "randn"):
        sizes = tuple(map(as_size, arguments.positional))
        return known_array(machine, node, sizes, "float64") if sizes and arguments.whole else None
    return _of_size(machine, *_DRAWN[name], arguments, node) if name in _DRAWN else None


def _of_size(
    machine: Machine, position: int, dtype: str, arguments: Arguments, node: ast.AST
) -> Value | None:
    shape = _shape(arguments.get(position, "size", "shape"))
    asked = arguments.named.get("dtype")
    if shape is None or not arguments.whole:
        return None
    return known_array(machine, node, shape, (named_dtype(asked) or "") if asked is not None else dtype)


def _shape(given: Value | None) -> Shape | None:
    if isinstance(given, Items):
        return tuple(map(as_size, given.items)) if given.closed else None
    size = as_size(given)
    return None if size is None else (size,)


def _array(machine: Machine, arguments: Arguments, node: ast.AST) -> Value | None:
    given, asked = arguments.get(0, "object"), arguments.get(1, "dtype")
    shape = shape_of_literal(given)
    dtype = named_dtype(asked) if asked is not None else literal_dtype(given, "float64")
    return known_array(machine, node, shape, dtype) if isinstance(given, Items) and shape and dtype else None
