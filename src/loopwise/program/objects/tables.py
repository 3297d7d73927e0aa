"""Tables of pandas of which the program itself says what is in them: a tensor for each column, one for a block.

frame = pd.DataFrame({"x": x, "label": y})     # Table
frame["label"].values                          # the tensor y
A table that comes from a file stays unknown.
"""

from __future__ import annotations

import ast
from collections.abc import Callable

from loopwise.program.evaluator.loops import typical
from loopwise.program.evaluator.machine import Machine
from loopwise.program.facts.bounds import reach_of
from loopwise.program.facts.dtypes import literal_dtype, named_dtype
from loopwise.program.facts.made_shapes import shape_of_literal
from loopwise.program.objects.arrays import TRAIN_TEST_SPLIT, known_array
from loopwise.program.objects.tensors import Tensor
from loopwise.program.objects.values import Arguments, Const, Dict, Items, Unknown, Value, constant
from loopwise.shapes import N

_DEEP = 12
_SAME_ROWS = frozenset(
    ("copy", "reset_index", "dropna", "fillna", "infer_objects", "convert_dtypes", "set_index")
)
_SAME_COLUMNS = frozenset(("copy", "dropna", "fillna", "astype", "clip", "sample", "head", "tail"))
_KEEP_AXES = _SAME_ROWS | {
    *("sample", "sort_values", "astype", "drop", "map", "replace", "clip", "query", "select_dtypes"),
    *("join", "merge", "assign", "rename", "round", "abs", "shift", "diff", "ffill", "bfill", "interpolate"),
    *("rank", "head", "tail", "drop_duplicates", "isin", "where", "mask", "between", "sort_index", "isna"),
    *("add", "sub", "mul", "div", "notna", "cumsum", "cumprod", "pct_change", "nlargest", "nsmallest"),
}
# What gives a column, asked of how many axes; what `apply` makes of a table hangs on the function.
_GIVES_COLUMN = {"pop": 2, "apply": 1}
_GIVE_TABLES = ("pandas.read_", "pandas.get_dummies", "seaborn.load_dataset")
_AXES = "axes()"  # of a part of a table that comes from a file: no column is called so
_WIDTH = "width()"  # how many columns a list of names takes out of it


class Table(Unknown):
    """A table. block: columns side by side in one array, None if there is none; names: theirs, None if not known.

    The other columns stand in `table`, under ("column", name).
    """

    __slots__ = ("block", "names")

    def __init__(self, block: Tensor | None = None, names: tuple[str, ...] | None = None) -> None:
        super().__init__("pandas.DataFrame")
        self.block = block
        self.names = names

    @property
    def columns(self) -> dict[str, Value]:
        """The columns that stand alone."""
        return {
            key[1]: held for key, held in self.table.items() if isinstance(key, tuple) and key[0] == "column"
        }

    @property
    def first(self) -> Tensor | None:
        """Something that has the table's rows."""
        alone = (held for held in self.columns.values() if isinstance(held, Tensor))
        return self.block or next(alone, None)

    def with_columns(self, columns: dict[str, Value], block: Tensor | None) -> Table:
        """Return a table of other columns under the same names."""
        made = Table(block, self.names)
        made.table |= {("column", name): held for name, held in columns.items()}
        return made

    def mapped(self, change: Callable[[Tensor, str], Value]) -> Table:
        """Return the table with every column changed; the block's name is ""."""
        columns = {n: change(one, n) if isinstance(one, Tensor) else one for n, one in self.columns.items()}
        block = change(self.block, "") if self.block is not None else None
        return self.with_columns(columns, block if isinstance(block, Tensor) else None)


def table_of(machine: Machine, arguments: Arguments, node: ast.AST) -> Table | None:
    """Return what `pd.DataFrame(...)` makes; None where that is not known."""
    data, named = arguments.get(0, "data"), arguments.get(2, "columns")
    if isinstance(data, Tensor):
        words = [constant(one) for one in named.items] if isinstance(named, Items) and named.closed else []
        known = bool(words) and all(isinstance(word, str) for word in words)
        return Table(data, tuple(map(str, words)) if known else None)
    columns = _columns_of(data)
    if columns is None:
        return None
    made = Table()
    made.table |= {("column", name): _as_column(machine, held, node) for name, held in columns.items()}
    return made


def _columns_of(data: Value | None) -> dict[str, Value] | None:
    """Return the columns of a dictionary of lists, or of a list of rows."""
    if isinstance(data, Dict) and data.closed and data.table:
        return {str(name): held for name, held in data.table.items()}
    rows = [row for row in data.items if isinstance(row, Dict)] if isinstance(data, Items) else []
    if not rows or not isinstance(data, Items) or len(rows) < len(data.items):
        return None
    names = [str(name) for name in rows[0].table]
    if any([str(name) for name in row.table] != names for row in rows):
        return None
    return {
        name: Items("list", [typical([row.table[name] for row in rows])], closed=False)
        for name in rows[0].table
    }


def _as_column(machine: Machine, held: Value, node: ast.AST) -> Value:
    """Return a column as an array: of a list, its shape and type."""
    if not isinstance(held, Items):
        return held
    shape = shape_of_literal(held) or (len(held.items) if held.closed else None,)
    numbers = [one for one in held.items if isinstance(one, Tensor)]
    return known_array(
        machine, node, shape, literal_dtype(held, "float64") or "", *numbers, reach=reach_of(held)
    )


def column_of(machine: Machine, table: Table, key: Value, node: ast.AST) -> Value | None:
    """Return `frame["label"]`, `frame[["x", "y"]]`, `frame[:300]`, `frame[mask]`; None where that is not known."""
    word = constant(key)
    if isinstance(word, str):
        return table.columns.get(word) or _of_block(machine, table, word, node)
    if isinstance(key, Items):
        return _side_by_side(machine, table, key, node)
    if isinstance(word, slice) or isinstance(key, Tensor):
        return rows_of_table(machine, table, key, node)
    return table.block if isinstance(key, Unknown) and key.made_by == "feature_names" else None


def _of_block(machine: Machine, table: Table, word: str, node: ast.AST) -> Value | None:
    if table.block is None or table.names is None or word not in table.names:
        return None
    at = Items("tuple", (Const(slice(None)), Const(table.names.index(word))))
    rows = table.block.shape[:1] if table.block.shape else (None,)
    column = known_array(
        machine, node, rows, table.block.dtype or "", table.block, role="layout", kind="getitem"
    )
    assert column.op.arguments is not None
    column.op.arguments.positional.append(at)
    return column


def _side_by_side(machine: Machine, table: Table, key: Items, node: ast.AST) -> Value | None:
    words = [constant(one) for one in key.items]
    if not key.closed or not words or not all(isinstance(word, str) for word in words):
        return table.block if not table.columns or not key.closed else None
    by_name = [table.columns.get(str(word)) for word in words]
    if all(isinstance(one, Tensor) for one in by_name):
        return joined_columns(machine, [one for one in by_name if isinstance(one, Tensor)], len(words), node)
    if table.block is not None and (table.names is None or tuple(words) == table.names):
        return None if any(word in table.columns for word in words) else table.block
    held = [column_of(machine, table, one, node) for one in key.items]
    return joined_columns(machine, [one for one in held if isinstance(one, Tensor)], len(words), node)


def joined_columns(machine: Machine, columns: list[Tensor], count: int, node: ast.AST) -> Value | None:
    """Return columns side by side, as `np.column_stack` puts them."""
    if len(columns) < count or not columns:
        return None
    parts = Items("tuple", columns)
    whole = machine.operation(
        "opaque", (parts,), machine.site(node), role="opaque", arguments=Arguments([parts])
    )
    whole.op.callee = "numpy.column_stack"
    return whole


def axes_of_unseen(machine: Machine, value: Value | None, depth: int = 0) -> int | None:
    """Return how many axes a table or column has that comes from a file: 2 or 1; None for anything else."""
    if not isinstance(value, Unknown) or depth > _DEEP:
        return None
    if isinstance(told := constant(value.table.get(_AXES)), int):
        return told
    call = machine.makers.get(id(value))
    if call is not None and call.receiver is None and call.path.startswith(_GIVE_TABLES):
        return 2
    if call is not None and call.receiver is not None:
        if call.name in _KEEP_AXES:
            return axes_of_unseen(machine, call.receiver, depth + 1)
        of = _GIVES_COLUMN.get(call.name)
        return 1 if of and axes_of_unseen(machine, call.receiver, depth + 1) == of else None
    owner = value.inputs[0] if call is None and len(value.inputs) == 1 else None
    if value.made_by.endswith(".cat.codes") and isinstance(owner, Unknown) and owner.inputs:
        return axes_of_unseen(machine, owner.inputs[0], depth + 1)
    if not isinstance(owner, Unknown):
        return None
    key = next((str(key) for key, held in owner.table.items() if held is value), "")
    split = machine.makers.get(id(owner))
    if split is not None and split.path == TRAIN_TEST_SPLIT:
        at = int(key[1:-1]) // 2 if key[1:-1].isdigit() else len(split.arguments.positional)
        given = split.arguments.positional[at : at + 1]
        return axes_of_unseen(machine, given[0], depth + 1) if given else None
    whole = axes_of_unseen(machine, owner, depth + 1)
    return 1 if whole == 2 and key.startswith("[") else None


def part_of_unseen(machine: Machine, owner: Unknown, key: Value) -> Unknown | None:
    """Return `frame[["x", "y"]]`, `frame.iloc[:, 1:]` of a table that comes from a file; None for anything else."""
    if axes_of_unseen(machine, owner) == 2:
        if isinstance(key, Items) and key.kind == "list":
            part = _of_axes(2, owner)
            part.table |= {_WIDTH: Const(len(key.items))} if key.closed else {}
            return part
        return _of_axes(2, owner) if _keeps_axis(key) or axes_of_unseen(machine, key) == 1 else None
    whole = owner.inputs[0] if len(owner.inputs) == 1 else None
    by_place = isinstance(whole, Unknown) and owner in (whole.table.get("iloc"), whole.table.get("loc"))
    if not by_place or axes_of_unseen(machine, whole) != 2:
        return None
    keys = key.items if isinstance(key, Items) and key.kind == "tuple" else (key, Const(slice(None)))
    kept = [_keeps_axis(one) for one in keys]
    return None if None in kept or len(kept) != 2 or not any(kept) else _of_axes(sum(map(bool, kept)), owner)


def _keeps_axis(key: Value) -> bool | None:
    if isinstance(key, Items) or (isinstance(key, Unknown) and key.made_by == "builtins.slice"):
        return True
    return isinstance(key.value, slice) if isinstance(key, Const) else None


def column_of_unseen(machine: Machine, owner: Unknown, value: Value) -> Value:
    """Return what `frame["x"] = value` puts into a table that comes from a file: a column, whatever it is."""
    is_column = isinstance(value, Unknown) and axes_of_unseen(machine, owner) == 2
    return _of_axes(1, value) if is_column else value


def computed_of_unseen(machine: Machine, left: Value, right: Value) -> Unknown | None:
    """Return `(frame["x"] - mean) / deviation` of a table that comes from a file; None for anything else."""
    axes = [axes_of_unseen(machine, side) or 0 for side in (left, right)]
    return _of_axes(max(axes), left, right) if any(axes) else None


def _of_axes(axes: int, *inputs: Value) -> Unknown:
    part = Unknown(inputs=inputs)
    part.table[_AXES] = Const(axes)
    return part


def unseen_array(machine: Machine, value: Unknown, arguments: Arguments, node: ast.AST) -> Tensor | None:
    """Return what `pd.read_csv(...).to_numpy("float32")` is: an array of as many axes, of the type asked for."""
    axes = axes_of_unseen(machine, value)
    asked = arguments.get(0, "dtype")
    if axes is None:
        return None
    dtype = named_dtype(asked, numpy=True) if asked is not None else None
    shape = (N, _width_of_unseen(machine, value))[:axes]
    return known_array(machine, node, shape, dtype or "", value, role="layout")


def _width_of_unseen(machine: Machine, value: Unknown) -> int | None:
    """Return how many columns it has, where a list of names says so."""
    call = machine.makers.get(id(value))
    if call is not None and call.name in _SAME_COLUMNS and isinstance(call.receiver, Unknown):
        value = call.receiver
    width = constant(value.table.get(_WIDTH))
    return width if isinstance(width, int) else None


def rows_of_table(machine: Machine, table: Table, key: Value, node: ast.AST) -> Table:
    """Return some rows: every column indexed by the same key."""
    return table.mapped(
        lambda column, _: machine.operation(
            "getitem",
            (column,),
            machine.site(node),
            role="layout",
            shape="getitem",
            arguments=Arguments((column, key)),
        )
    )


def ask_table(machine: Machine, table: Table, name: str, arguments: Arguments, node: ast.AST) -> Value | None:
    """Return what a method of a table gives; None for one that is not known."""
    if name in ("to_numpy", "values"):
        return _array(machine, table, arguments, node)
    if name in _SAME_ROWS:
        return table
    if name == "drop":
        return _without(table, arguments)
    if name in ("sort_values", "sample", "astype"):
        return table.mapped(lambda column, word: _reordered(machine, column, word, name, arguments, node))
    return None


def _array(machine: Machine, table: Table, arguments: Arguments, node: ast.AST) -> Value | None:
    columns = list(table.columns.values())
    if not columns:
        return table.block
    if table.block is not None:
        return None
    return joined_columns(machine, [one for one in columns if isinstance(one, Tensor)], len(columns), node)


def _without(table: Table, arguments: Arguments) -> Table | None:
    """`frame.drop(columns="target")`, `frame.drop("target", axis=1)`."""
    given = arguments.named.get("columns") or arguments.get(0, "labels")
    words = {constant(one) for one in given.items} if isinstance(given, Items) else {constant(given)}
    if not words <= table.columns.keys():
        return None
    return table.with_columns({n: one for n, one in table.columns.items() if n not in words}, table.block)


def _reordered(
    machine: Machine, column: Tensor, word: str, name: str, arguments: Arguments, node: ast.AST
) -> Value:
    """The rows in another order, or as another type: which column they are sorted by stands among the settings."""
    by = constant(arguments.get(0, "by"))
    if name == "astype":
        given = Arguments([column, *arguments.positional], arguments.named)
        return machine.operation(
            "astype", (column,), machine.site(node), role="layout", shape="same", arguments=given
        )
    told: dict[str, Value] = {"by": Const(name == "sort_values" and by == word)}
    part = machine.operation(
        "reordered",
        (column,),
        machine.site(node),
        role="layout",
        shape="same",
        arguments=Arguments(named=told),
    )
    share = constant(arguments.named.get("frac"))
    if name == "sample" and share != 1:
        part.op.shape = ""
    return part
