"""How far the numbers of data lie from 0 and from each other, as far as the program or its data set says.

spread_of(prices, calls)        # Spread(mean=3e8, deviation=1e8)
columns_of(X, calls)            # Columns(smallest=0.124, largest=314.0, norm=816.8)
Standard deviations are those of the whole data set; a part of its rows is taken to be like it.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from loopwise.program.facts.batches import part_in_sample, source_of
from loopwise.program.objects.ops import Op
from loopwise.program.objects.tensors import Tensor
from loopwise.program.objects.torch_table import words
from loopwise.program.objects.values import Arguments, Const, Items, Unknown, Value, constant

if TYPE_CHECKING:
    from loopwise.program.evaluator.library_calls import LibraryCall
    from loopwise.program.source.sources import Site

Calls = Mapping[ast.AST, "LibraryCall"]  # the text of a call -> the call

_DEEP = 40
_ROUNDS = ("numpy.round", "numpy.floor", "numpy.ceil", "numpy.array", "numpy.asarray")
_FEW = 4  # rows: of fewer no spread is said
_CONVERTS = ("tensor", "as_tensor", "from_numpy")
_KEEPS = words(
    "astype float double half to type cpu cuda contiguous copy clone detach numpy tensor as_tensor asarray "
    "from_numpy split_rows requires_grad_ round pin_memory"
)


class Spread(NamedTuple):
    """One column, or a row of targets: its mean and its standard deviation (of a sum: at most that)."""

    mean: float
    deviation: float

    @property
    def size(self) -> float:
        """The root of the mean square."""
        return math.hypot(self.mean, self.deviation)


class Columns(NamedTuple):
    """Columns side by side: the smallest and largest standard deviation, the root mean square of a row's length.

    site: where they become a tensor or come to stand side by side, None for numbers that were made alike.
    centred: all their means are 0.
    """

    smallest: float
    largest: float
    norm: float
    site: Site | None = None
    centred: bool = False

    @property
    def ratio(self) -> float:
        """The largest standard deviation by the smallest."""
        return self.largest / self.smallest if self.smallest else 1.0


# of scikit-learn's tables: smallest and largest standard deviation of a column, norm
_TABLES = {
    "load_wine": (0.124, 314.0, 816.8),
    "load_breast_cancer": (0.00264, 568.9, 1295.6),
    "load_diabetes": (0.0476, 0.0476, 0.1504),
    "load_iris": (0.434, 1.76, 7.97),
    "fetch_california_housing": (0.474, 1132.0, 1825.0),
}
_TARGETS = {"load_diabetes": Spread(152.1, 77.0), "fetch_california_housing": Spread(2.07, 1.154)}


def columns_of(value: Value | None, calls: Calls, depth: int = 0) -> Columns | None:
    """Return how the columns of a table spread; None where that is not known."""
    if not isinstance(value, Tensor) or depth > _DEEP or "assigned" in value.table:
        return None
    op = value.op
    if (written := _written(op, calls)) is not None:
        return _of_rows(written, op)
    if (whole := whole_of(op)) is not None:
        return columns_of(whole, calls, depth + 1)
    if op.kind in _KEEPS or _is_some_rows(op):
        found = columns_of(op.inputs[0], calls, depth + 1) if op.inputs else None
        own = found is not None and found.site is not None and op.kind in _CONVERTS and not in_helper(op.site)
        return found._replace(site=op.site) if found is not None and own else found
    if (parts := _side_by_side(op)) is not None:
        return _joined(op, [_part(one, calls, depth + 1) for one in parts])
    if _is_standardised(op):
        width = value.size(-1)
        return Columns(1.0, 1.0, math.sqrt(width), centred=True) if width else None
    return _table(op, calls) or _alike(value, calls, depth)


def is_standardised(value: Value | None) -> bool:
    """Tell whether numbers were surely given mean 0 and standard deviation 1, column by column."""
    for _ in range(_DEEP):
        if not isinstance(value, Tensor) or "assigned" in value.table:
            break
        op, whole = value.op, whole_of(value.op)
        if _is_standardised(op):
            return True
        if whole is None and not (op.kind in _KEEPS or _is_some_rows(op) or _is_column(op)):
            break
        value = whole if whole is not None else next(iter(op.inputs), None)
    return False


def spread_of(value: Value | None, calls: Calls, depth: int = 0) -> Spread | None:
    """Return how numbers of one kind spread: a column, targets; None where that is not known."""
    number = constant(value)
    if isinstance(number, (int, float)) and not isinstance(number, bool):
        return Spread(number, 0.0)
    if not isinstance(value, Tensor) or depth > _DEEP or "assigned" in value.table:
        return None
    op = value.op
    if (whole := whole_of(op)) is not None:
        return spread_of(whole, calls, depth + 1)
    if (factor := _standardised_times(op)) is not None:
        return Spread(0.0, factor)
    if op.kind in _ARITHMETIC and len(op.inputs) == 2:
        left, right = (spread_of(one, calls, depth + 1) for one in op.inputs)
        return _ARITHMETIC[op.kind](left, right) if left is not None and right is not None else None
    if op.kind in _KEEPS or op.callee in _ROUNDS or _is_some_rows(op) or _is_column(op):
        return spread_of(op.inputs[0], calls, depth + 1) if op.inputs else None
    return _drawn(op, calls)


def _standardised_times(op: Op) -> float | None:
    """Return the factor of `12000 * (z - z.mean()) / z.std()`, whose mean is 0; None for anything else."""
    by = op.inputs[1] if op.is_("div") and len(op.inputs) == 2 else None
    value: Value | None = op.inputs[0] if isinstance(by, Tensor) and by.op.is_("std") else None
    factor = 1.0
    while isinstance(value, Tensor) and value.op.is_("mul") and isinstance(value.op.other, (int, float)):
        factor *= value.op.other
        value = next((one for one in value.op.inputs if isinstance(one, Tensor)), None)
    if not isinstance(value, Tensor) or not value.op.is_("sub") or len(value.op.inputs) != 2:
        return None
    rows, mean = value.op.inputs
    centred = isinstance(mean, Tensor) and mean.op.is_("mean") and mean.op.inputs[:1] == (rows,)
    same = isinstance(by, Tensor) and by.op.inputs[:1] == (rows,)
    return abs(factor) if centred and same else None


def source_site(value: Value | None) -> Site | None:
    """Return where numbers become a tensor, or are computed: seen through batches and re-layouts."""
    for _ in range(_DEEP):
        if not isinstance(value, Tensor):
            break
        op, whole = value.op, whole_of(value.op)
        if whole is None and (op.role != "layout" or op.is_("split_rows") or not op.inputs):
            return op.site
        value = whole if whole is not None else op.inputs[0]
    return None


def in_helper(site: Site) -> bool:
    """Tell whether a call stands in a function that does the same to whatever it is given."""
    from loopwise.program.mending.repairs import function_of  # only where data is made a tensor in a function

    node, up = site.node, function_of(site.source, site.node)
    first = node.args[0] if isinstance(node, ast.Call) and node.args else None
    function = up if isinstance(up, (ast.FunctionDef, ast.Lambda)) else None
    return (
        function is not None
        and isinstance(first, ast.Name)
        and first.id in {arg.arg for arg in function.args.args}
    )


def is_short_helper(site: Site) -> bool:
    """Tell whether a helper does nothing but to make a tensor of what it is given."""
    from loopwise.program.mending.repairs import function_of

    function = function_of(site.source, site.node)
    return isinstance(function, ast.Lambda) or len(getattr(function, "body", ())) < 2


def whole_of(op: Op) -> Tensor | None:
    """Return the whole of which a batch's part is some rows, or one sample's part of it."""
    if not op.is_("item", "getitem"):
        return None
    return source_of(op) or part_in_sample(op)


def _is_some_rows(op: Op) -> bool:
    """`X[:100]`, `X[mask]`, `X[i]`: an index of rows, and none of columns."""
    index = op.arguments.get(1) if op.arguments is not None else None
    return op.is_("getitem") and (isinstance(index, (Tensor, Unknown)) or constant(index) is not None)


def _is_column(op: Op) -> bool:
    """`y.reshape(-1, 1)`, `y[:, None]`, `y.squeeze()`, `y[i][None]`: the same numbers, laid out otherwise."""
    before = op.inputs[0] if op.inputs else None
    if op.role != "layout" or not isinstance(before, Tensor):
        return False
    return before.rank == 0 or 1 in (before.rank, before.size(-1))


def _side_by_side(op: Op) -> list[Value] | None:
    """Return what stands side by side in a table, one column or several each; None for what is no such table."""
    name = op.callee.removeprefix("numpy.") if op.callee.startswith("numpy.") else op.kind
    before = op.inputs[0] if op.inputs else None
    if op.is_("T", "t") and isinstance(before, Tensor):
        rows = before.op
        name = rows.callee.removeprefix("numpy.") or rows.kind
        stacked = name == "vstack" or (name == "stack" and _axis(rows) == 0) or name in ("array", "tensor")
        return _given(rows) if stacked and rows.inputs else None
    if name in ("stack", "cat", "concatenate", "concat") and _axis(op) in (1, -1):
        return _given(op)
    return _given(op) if name in ("column_stack", "hstack") else None


def _given(op: Op) -> list[Value] | None:
    """Return the arrays that are put together."""
    first = op.inputs[0] if op.inputs else None
    parts = list(first.items) if isinstance(first, Items) and first.closed else list(op.inputs)
    tensors = [one for one in parts if isinstance(one, Tensor)]
    return [*tensors] if len(tensors) > 1 or isinstance(first, Items) else None


def _axis(op: Op) -> int:
    given = op.arguments.get(1, "dim", "axis") if op.arguments is not None else None
    axis = constant(given if given is not None else _last_number(op))
    return axis if isinstance(axis, int) else 0


def _last_number(op: Op) -> Value | None:
    return op.inputs[-1] if op.inputs and isinstance(op.inputs[-1], Const) else None


def _part(value: Value, calls: Calls, depth: int) -> Columns | None:
    """Return a part of a table that is put together: one column, or several."""
    if isinstance(value, Tensor) and value.rank == 2 and value.size(-1) != 1:
        return columns_of(value, calls, depth)
    one = spread_of(value, calls, depth)
    return Columns(one.deviation, one.deviation, one.size) if one is not None else None


def _joined(op: Op, parts: list[Columns | None]) -> Columns | None:
    """Return the table that parts make; a constant column spreads by nothing and is left out."""
    known = [part for part in parts if part is not None]
    spread = [part for part in known if part.smallest > 0]
    if len(known) != len(parts) or not spread:
        return None
    smallest, largest = min(part.smallest for part in spread), max(part.largest for part in spread)
    return Columns(smallest, largest, math.hypot(*(part.norm for part in known)), op.site)


def _is_standardised(op: Op) -> bool:
    """`StandardScaler().fit_transform(X)`, `(X - X.mean(0)) / X.std(0)`."""
    from loopwise.program.objects.estimators import is_scaled

    if op.is_("div") and len(op.inputs) == 2:
        left, right = op.inputs
        centred = isinstance(left, Tensor) and left.op.is_("sub")
        return centred and any(past.is_("std") for past in _near(right))
    standard = isinstance(op.layer, Unknown) and op.layer.made_by.endswith(".StandardScaler")
    return standard and is_scaled(op)


def _near(value: Value) -> Iterator[Op]:
    """A divisor's own operation, and what a small number was added to."""
    if isinstance(value, Tensor):
        yield value.op
        if value.op.is_("add") and isinstance(value.op.inputs[0], Tensor):
            yield value.op.inputs[0].op


def _table(op: Op, calls: Calls) -> Columns | None:
    """A table of scikit-learn, as it is loaded: of 1797 pictures or of flowers the columns are alike."""
    call = calls.get(op.site.node)
    if not op.is_("array") or call is None or call.home != "sklearn.datasets" or op.out.rank != 2:
        return None
    found = _TABLES.get(call.name)
    if found is None or "scaled" in call.arguments.named:
        return None
    return Columns(*found, op.site, centred=call.name == "load_diabetes")


def _written(op: Op, calls: Calls) -> Items | None:
    """Return the list of rows that a table is written out as."""
    call = calls.get(op.site.node)
    if op.is_("array") and call is not None:
        given = call.arguments.get(0, "object")
    else:
        given = op.inputs[0] if op.is_("tensor", "as_tensor") and op.inputs else None
    return given if isinstance(given, Items) and given.closed else None


def _of_rows(table: Items, op: Op) -> Columns | None:
    """Return how the columns of a table that is written out spread."""
    rows = [[constant(one) for one in row.items] for row in table.items if isinstance(row, Items)]
    numbers = all(isinstance(one, (int, float)) for row in rows for one in row)
    if len(rows) != len(table.items) or len(rows) < _FEW or not numbers or len({*map(len, rows)}) != 1:
        return None
    from statistics import pstdev  # brings decimals and fractions, which few programs need

    return _joined(
        op, [Columns(pstdev(column), pstdev(column), _size(column)) for column in zip(*rows, strict=True)]
    )


def _size(column: Sequence[float]) -> float:
    return math.hypot(*column) / math.sqrt(len(column))


def _alike(value: Tensor, calls: Calls, depth: int) -> Columns | None:
    """A table drawn at once, all columns alike."""
    one = spread_of(value, calls, depth + 1) if value.rank == 2 else None
    width = value.size(-1)
    if one is None or not width:
        return None
    return Columns(one.deviation, one.deviation, math.sqrt(width) * one.size, centred=not one.mean)


def _drawn(op: Op, calls: Calls) -> Spread | None:
    """What is drawn, or a table's own targets."""
    call = calls.get(op.site.node)
    if op.is_("randn"):
        return Spread(0.0, 1.0)
    if op.is_("rand"):
        return _uniform(0.0, 1.0)
    if op.is_("randint") and op.out.reach is not None:
        return _uniform(*op.out.reach)
    if not op.is_("array") or call is None:
        return None
    if call.home == "sklearn.datasets":
        return _TARGETS.get(call.name) if op.out.rank == 1 else None
    return _of_numpy(call.name, call.arguments) if call.home.startswith("numpy.random") else None


def _of_numpy(name: str, given: Arguments) -> Spread | None:
    """Return what a distribution's own numbers say."""
    if name in ("rand", "random", "random_sample"):
        return _uniform(0.0, 1.0)
    if name in ("randn", "standard_normal"):
        return Spread(0.0, 1.0)
    if name == "normal":
        ends = _number(given.get(0, "loc"), 0.0), _number(given.get(1, "scale"), 1.0)
        return Spread(*ends) if None not in ends else None  # type: ignore[arg-type]
    if name in ("uniform", "integers", "randint"):
        low, high = _number(given.get(0, "low"), 0.0), _number(given.get(1, "high"), 1.0)
        return _uniform(low, high) if low is not None and high is not None and low < high else None
    return None


def _number(value: Value | None, default: float) -> float | None:
    number = default if value is None else constant(value)
    return float(number) if isinstance(number, (int, float)) and not isinstance(number, bool) else None


def _uniform(low: float, high: float) -> Spread:
    return Spread((low + high) / 2, (high - low) / math.sqrt(12))


def _sum(one: Spread, two: Spread) -> Spread:
    return Spread(one.mean + two.mean, one.deviation + two.deviation)


def _difference(one: Spread, two: Spread) -> Spread:
    return Spread(one.mean - two.mean, one.deviation + two.deviation)


def _product(one: Spread, two: Spread) -> Spread | None:
    """Of a number and a column; of two columns it is not known."""
    if one.deviation and two.deviation:
        return None
    factor, column = (two.mean, one) if one.deviation else (one.mean, two)
    return Spread(column.mean * factor, column.deviation * abs(factor))


def _quotient(one: Spread, two: Spread) -> Spread | None:
    known = not two.deviation and two.mean
    return Spread(one.mean / two.mean, one.deviation / abs(two.mean)) if known else None


_ARITHMETIC: dict[str, Callable[[Spread, Spread], Spread | None]] = {
    "add": _sum,
    "sub": _difference,
    "mul": _product,
    "div": _quotient,
}
