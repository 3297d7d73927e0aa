"""Arrays of scikit-learn whose shape and type are known: the data sets, and what is made of them.

A known array is a tensor to the reader, so that `X / 16.0`, `X[:100]`, `torch.tensor(X)` need no second table.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Iterator
from typing import Any

from loopwise.program.evaluator.machine import Machine
from loopwise.program.facts.sizes import as_size, as_value
from loopwise.program.objects.numbers import Position, whole_number
from loopwise.program.objects.tensors import Tensor
from loopwise.program.objects.truths import truth
from loopwise.program.objects.values import Arguments, Const, Items, Stream, Unknown, Value, constant
from loopwise.shapes import Shape, Size, Symbol

TRAIN_TEST_SPLIT = "sklearn.model_selection.train_test_split"

# rows, columns, type of the target, lowest and highest target
_DATA_SETS = {
    "load_digits": (1797, 64, "int64", (0, 9)),
    "load_iris": (150, 4, "int64", (0, 2)),
    "load_wine": (178, 13, "int64", (0, 2)),
    "load_breast_cancer": (569, 30, "int64", (0, 1)),
    "load_diabetes": (442, 10, "float64", (25, 346)),
    "fetch_california_housing": (20640, 8, "float64", (0.15, 5.0)),
}
# columns that a generator makes if nothing else is said, type of the target; a fixed width is negative
_GENERATORS = {
    "make_classification": (20, "int64"),
    "make_blobs": (2, "int64"),
    "make_moons": (-2, "int64"),
    "make_circles": (-2, "int64"),
    "make_regression": (100, "float64"),
    "make_friedman1": (10, "float64"),
    "make_friedman2": (-4, "float64"),
    "make_friedman3": (-4, "float64"),
    "make_sparse_uncorrelated": (10, "float64"),
    "make_swiss_roll": (-3, "float64"),
    "make_s_curve": (-3, "float64"),
}


def known_array(
    machine: Machine,
    node: ast.AST,
    shape: Shape,
    dtype: str,
    *inputs: Value,
    role: str = "source",
    kind: str = "array",
    reach: tuple[float, float] | None = None,
) -> Tensor:
    """Return an array of that shape and type, whose numbers reach from one to another."""
    sizes = Items("tuple", [as_value(size) for size in shape])
    arguments = Arguments([sizes], {"dtype": Const(dtype)})
    if reach is not None:
        arguments.named["reach"] = Items("tuple", [Const(end) for end in reach])
    return machine.operation(kind, inputs, machine.site(node), role=role, shape="known", arguments=arguments)


def call_library(machine: Machine, path: str, arguments: Arguments, node: ast.AST) -> Value | None:
    """Return what a function of scikit-learn gives, None for one that is not known."""
    home, _, name = path.rpartition(".")
    if home == "sklearn.datasets":
        return _data_set(machine, path, name, arguments, node)
    if path == TRAIN_TEST_SPLIT:
        return _split(machine, arguments, node)
    return None


def _data_set(machine: Machine, path: str, name: str, arguments: Arguments, node: ast.AST) -> Value | None:
    if name in _GENERATORS:
        return _generated(machine, name, arguments, node)
    if name == "make_multilabel_classification" and arguments.whole:
        return _many_labels(machine, arguments, node)
    if name not in _DATA_SETS or "n_class" in arguments.named:
        return None
    rows, columns, dtype, reach = _DATA_SETS[name]
    data = known_array(machine, node, (rows, columns), "float64")
    target = known_array(machine, node, (rows,), dtype, reach=reach)
    framed = truth(arguments.named.get("as_frame", Const(False)))
    if truth(arguments.named.get("return_X_y", Const(False))):
        return Items("tuple", (_framed(data) if framed else data, target))
    bunch = Unknown(path, arguments.all())
    held: dict[str, Value] = {"data": _framed(data) if framed else data, "target": target}
    if framed:
        held |= {"frame": _framed(data, target), "feature_names": Unknown("feature_names")}
    if name == "load_digits":
        held["images"] = known_array(machine, node, (rows, 8, 8), "float64")
    bunch.table |= held | {f"[{key}]": value for key, value in held.items()}
    return bunch


def _framed(data: Tensor, target: Tensor | None = None) -> Value:
    """Return the table that `as_frame=True` gives."""
    from loopwise.program.objects.tables import Table

    table = Table(data)
    if target is not None:
        table.table["column", "target"] = target
    return table


def _many_labels(machine: Machine, arguments: Arguments, node: ast.AST) -> Value:
    """`make_multilabel_classification`: rows with any number of ones."""
    rows, columns, classes = (
        as_size(arguments.get(i, name) or Const(default))
        for i, (name, default) in enumerate((("n_samples", 100), ("n_features", 20), ("n_classes", 5)))
    )
    data = known_array(machine, node, (rows, columns), "float64")
    target = known_array(machine, node, (rows, classes), "int64", kind="many_labels", reach=(0, 1))
    return Items("tuple", (data, target))


def _generated(machine: Machine, name: str, arguments: Arguments, node: ast.AST) -> Value | None:
    columns, dtype = _GENERATORS[name]
    if not arguments.whole or arguments.named.keys() & {"n_targets", "coef", "return_distributions"}:
        return None
    rows = as_size(arguments.get(0, "n_samples") or Const(100))
    width = -columns if columns < 0 else as_size(arguments.get(1, "n_features") or Const(columns))
    data = known_array(machine, node, (rows, width), "float64")
    target = known_array(machine, node, (rows,), dtype, reach=_reach(name, arguments))
    return Items("tuple", (data, target))


def _reach(name: str, arguments: Arguments) -> tuple[float, float] | None:
    """Return the lowest and highest target that scikit-learn generates."""
    if _GENERATORS[name][1] == "float64":
        return (-10.0, 10.0) if name == "make_regression" else None  # it spreads over a hundred or so
    setting = {"make_classification": "n_classes", "make_blobs": "centers"}.get(name, "")
    default = 3 if name == "make_blobs" else 2
    classes = constant(arguments.named.get(setting, Const(default)))
    return (0, classes - 1) if isinstance(classes, int) else None


def _split(machine: Machine, arguments: Arguments, node: ast.AST) -> Value | None:
    """`train_test_split(X, y)`: each array's rows fall into two parts, the same two for all."""
    from loopwise.program.objects.tables import Table

    given = [_counted(machine, one, node) for one in arguments.positional]
    if not given or not arguments.whole:
        return None
    if not any(isinstance(array, (Tensor, Table)) for array in given):
        return Unknown(TRAIN_TEST_SPLIT, given)  # whatever it is stratified by
    parts: list[Value] = []
    for at, array in enumerate(given):
        parts += _of_table(machine, array, arguments, node, at) if isinstance(array, Table) else ()
        parts += () if isinstance(array, Table) else _parts(machine, array, arguments, node, at)
    return Items("list", parts)


def _counted(machine: Machine, value: Value, node: ast.AST) -> Value:
    """`train_test_split(range(150))`: the numbers of the rows."""
    if isinstance(value, Stream) and isinstance(value.element, Position):
        return known_array(machine, node, (value.times,), "int64", kind="counted")
    if (
        isinstance(value, Items)
        and value.items
        and all(isinstance(whole_number(one), int) for one in value.items)
    ):
        return known_array(
            machine, node, (len(value.items) if value.closed else None,), "int64", kind="counted"
        )
    return value


def _of_table(machine: Machine, table: Any, arguments: Arguments, node: ast.AST, at: int) -> Iterator[Value]:
    """Each part of a table has the same rows of every column."""
    made: dict[int, list[Tensor]] = {}

    def part(column: Tensor, index: int) -> Tensor:
        if id(column) not in made:
            made[id(column)] = list(_parts(machine, column, arguments, node, at))
        return made[id(column)][index]

    yield table.mapped(lambda column, _: part(column, 0))
    yield table.mapped(lambda column, _: part(column, 1))


def _parts(machine: Machine, array: Value, arguments: Arguments, node: ast.AST, at: int) -> Iterator[Tensor]:
    shape = array.shape if isinstance(array, Tensor) else None
    dtype = (array.dtype if isinstance(array, Tensor) else None) or ""
    for i, rows in enumerate(_rows(shape[0], arguments, node) if shape else (None, None)):
        known = (rows, *shape[1:]) if shape else ()
        part = known_array(machine, node, known, dtype, array, role="layout", kind="split_rows")
        assert part.op.arguments is not None
        part.op.arguments.named |= {"part": Const(i), "at": Const(2 * at + i)}
        part.op.shape = "known" if shape else ""
        yield part


def _rows(rows: Size, arguments: Arguments, node: ast.AST) -> tuple[Size, Size]:
    """Return the rows of both parts as scikit-learn counts them: shares of the test set up, of the other down."""
    train, test = (arguments.named.get(f"{part}_size") for part in ("train", "test"))
    if isinstance(rows, int):
        tested = _share(rows, test or (Const(0.25) if train is None else None), math.ceil)
        trained = _share(rows, train, math.floor)
        if train is None and tested is not None:
            return rows - tested, tested
        if trained is not None and (test is None or tested is not None):
            return trained, rows - trained if tested is None else tested
    return Symbol((f"N#{id(node)}",)), Symbol((f"N#{id(node) + 1}",))


def _share(rows: int, size: Value | None, rounded: Callable[[float], int]) -> int | None:
    """Return how many of the rows `test_size=0.2`, `train_size=401` stand for; None if that is not known."""
    share = constant(size)
    if isinstance(share, float) and 0 < share < 1:
        return rounded(share * rows)
    return share if isinstance(share, int) and not isinstance(share, bool) and 0 < share < rows else None


def _tensor_data_set(machine: Machine, arguments: Arguments, node: ast.AST) -> Value:
    return machine.operation("tensor_dataset", arguments.positional, machine.site(node), role="opaque")


def _subset(machine: Machine, arguments: Arguments, node: ast.AST) -> Value | None:
    given = arguments.get(0, "dataset")
    if isinstance(given, Unknown):  # a library's data set is no tensor, though the numbers of its rows may be
        return Unknown("torch.utils.data.Subset", arguments.all())
    if not isinstance(given, Tensor):
        return None
    return machine.operation("subset", (given,), machine.site(node), role="opaque", arguments=arguments)


def _split_by_chance(machine: Machine, arguments: Arguments, node: ast.AST) -> Value | None:
    return _subset(machine, arguments, node) if isinstance(arguments.get(0, "dataset"), Tensor) else None


DATA: dict[str, Callable[[Machine, Arguments, ast.AST], Value | None]] = {
    "torch.utils.data.TensorDataset": _tensor_data_set,
    "torch.utils.data.Subset": _subset,
    "torch.utils.data.random_split": _split_by_chance,
}
