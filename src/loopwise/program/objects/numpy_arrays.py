"""Arrays that numpy makes: of literals, of a size, drawn by chance. Shape and type, as far as they are given."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from types import NoneType

from loopwise.program.evaluator.machine import Machine
from loopwise.program.facts.bounds import reach_of
from loopwise.program.facts.dtypes import literal_dtype, named_dtype
from loopwise.program.facts.made_shapes import shape_of_literal
from loopwise.program.facts.sizes import as_size
from loopwise.program.objects.arrays import known_array
from loopwise.program.objects.numbers import Number
from loopwise.program.objects.pictures import Picture
from loopwise.program.objects.values import Arguments, Const, Items, Value, constant
from loopwise.shapes import Shape, Size

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
    if name in ("arange", "linspace"):
        return _counted(machine, name, arguments, node)
    if (
        name == "eye"
        and arguments.whole
        and "dtype" not in arguments.named
        and len(arguments.positional) == 1
    ):
        rows = as_size(arguments.positional[0])
        return known_array(machine, node, (rows, rows), "float64")
    return _of_size(machine, *_SIZED[name], arguments, node) if name in _SIZED else None


def drawn(machine: Machine, name: str, arguments: Arguments, node: ast.AST) -> Value | None:
    """Return what `np.random` or a generator draws."""
    if name in ("rand", "randn"):
        sizes = tuple(map(as_size, arguments.positional))
        if not sizes and arguments.whole:
            return Number("float64", made_by=f"numpy.random.{name}")
        return known_array(machine, node, sizes, "float64") if sizes and arguments.whole else None
    if name == "permutation" and as_size(arguments.get(0, "x")) is not None:
        return known_array(machine, node, (as_size(arguments.get(0, "x")),), "int64")
    if name not in _DRAWN:
        return None
    reach = _ends(arguments) if name in ("integers", "randint") else None
    return _of_size(machine, *_DRAWN[name], arguments, node, reach, drawn=True)


def _ends(arguments: Arguments) -> tuple[float, float] | None:
    """`integers(5)`, `randint(1, 6)`: the end is left out."""
    low, high = arguments.get(0, "low"), arguments.get(1, "high")
    first, last = constant(low), constant(high)
    if not isinstance(first, int) or "endpoint" in arguments.named or not isinstance(last, (int, NoneType)):
        return None
    return (0, first - 1) if last is None else (first, last - 1)


def _of_size(
    machine: Machine,
    position: int,
    dtype: str,
    arguments: Arguments,
    node: ast.AST,
    reach: tuple[float, float] | None = None,
    *,
    drawn: bool = False,
) -> Value | None:
    size = arguments.get(position, "size", "shape")
    if size is None and drawn and arguments.whole:
        return Number(dtype, reach, made_by="numpy.random")
    shape = _shape(size)
    asked = (
        arguments.get(position + 1 + (dtype == ""), "dtype")
        if position == 0
        else arguments.named.get("dtype")
    )
    if shape is None or not arguments.whole:
        return None
    named = (named_dtype(asked) or "") if asked is not None else dtype
    return known_array(machine, node, shape, named, reach=reach)


def _shape(given: Value | None) -> Shape | None:
    if isinstance(given, Items):
        return tuple(map(as_size, given.items)) if given.closed else None
    size = as_size(given)
    return None if size is None else (size,)


def _array(machine: Machine, arguments: Arguments, node: ast.AST) -> Value | None:
    given, asked = arguments.get(0, "object"), arguments.get(1, "dtype")
    if isinstance(given, Picture):
        kind = (named_dtype(asked, numpy=True) or "") if asked is not None else "uint8"
        return known_array(machine, node, given.shape, kind) if given.shape is not None else None
    shape = shape_of_literal(given)
    dtype = named_dtype(asked) if asked is not None else literal_dtype(given, "float64")
    if not isinstance(given, Items) or not shape or not dtype:
        return None
    return known_array(machine, node, shape, dtype, reach=reach_of(given))


def _counted(machine: Machine, name: str, arguments: Arguments, node: ast.AST) -> Value | None:
    """`np.arange(10)`, `np.linspace(0, 1, 50)`: numbers one after the other."""
    bounds = [as_size(value) for value in arguments.positional]
    asked = arguments.named.get("dtype")
    if not arguments.whole or not bounds or arguments.named.keys() - {"dtype", "num"}:
        return None
    if name == "linspace":
        count = as_size(arguments.get(2, "num") or Const(50))
    elif len(bounds) == 1:
        count = bounds[0]
    else:
        ends = [bound for bound in bounds if isinstance(bound, int)]
        count = len(range(*ends)) if len(ends) == len(bounds) in (2, 3) and 0 not in ends[2:] else None
    dtype = (named_dtype(asked, numpy=True) or "") if asked is not None else _counted_in(name, bounds)
    return known_array(machine, node, (count,), dtype, kind="counted")


def _counted_in(name: str, bounds: Sequence[Size]) -> str:
    return "float64" if name == "linspace" else "" if None in bounds else "int64"
