"""Rows taken by their numbers - `x[rows]`, `Subset(data, rows)`, `x[:100]` - and which part of the whole they are."""

from __future__ import annotations

import ast
from collections.abc import Hashable, Iterator

from loopwise.program.objects.ops import Op
from loopwise.program.objects.tensors import Tensor
from loopwise.program.objects.values import Arguments, Const, Items, Value, constant
from loopwise.shapes import same

_JOINS = frozenset(("cat", "concat", "concatenate", "vstack", "hstack", "append", "stack", "pad_sequence"))
JOINS_OF_LIBRARIES = frozenset(
    (
        *(f"numpy.{n}" for n in ("concatenate", "vstack", "hstack", "append", "stack", "column_stack")),
        "torch.utils.data.ConcatDataset",
    )
)
_AS_LIST = frozenset(("tolist", "numpy", "tensor", "as_tensor", "from_numpy", "long"))
_AS_ARRAY = frozenset(("numpy.array", "numpy.asarray", "numpy.sort"))


def joins_rows(op: Op) -> bool:
    """Tell whether the rows that come out are those of all that went in."""
    return op.kind in _JOINS or op.callee in JOINS_OF_LIBRARIES


def index_arrays(rows: Tensor) -> Iterator[Tensor]:
    """Yield the arrays of row numbers that one consists of, in whatever order: `np.r_[a, b]` is a and b."""
    waiting, seen = [rows], set[Tensor]()
    while waiting:
        one = waiting.pop()
        if one in seen:
            continue
        seen.add(one)
        op = one.op
        dealt = op.callee.startswith("numpy.random") and "permutation" in ast.unparse(op.site.node)
        if (op.kind in _AS_LIST or op.callee in _AS_ARRAY or dealt) and op.tensors:
            waiting.append(op.tensors[0])
        elif joins_rows(op):
            waiting += reversed(op.tensors)
        else:
            yield one


def parts_of_subset(call: ast.AST, given: Arguments | None) -> Iterator[Hashable]:
    """Yield which parts `Subset(data, rows)` is: the same rows make the same part, wherever they are taken."""
    rows = given.get(1, "indices") if given is not None else None
    if isinstance(rows, Tensor) and isinstance(call, ast.Call):
        yield from (("index", id(one)) for one in index_arrays(rows))
    else:
        yield (call, None)


def deals_all(key: Tensor, owner: Tensor) -> bool:
    """Tell whether it is a piece of all row numbers, dealt anew: `for rows in torch.randperm(n).split(32): x[rows]`."""
    op = key.op
    while op.is_("split", "chunk", "item", "getitem", "to", "numpy", "tolist") and isinstance(
        op.inputs[0], Tensor
    ):
        if op.is_("getitem") and isinstance(op.site.node, ast.Subscript):
            return False  # a slice of them
        op = op.inputs[0].op
    counted = op.out.shape if op.is_("randperm") and op is not key.op else None
    rows = owner.shape
    if not counted or not rows:
        return False
    return same(counted[0], rows[0]) is True


def part_of(key: Value | None, op: Op) -> Hashable:
    """Return what names the rows that `x[key]` takes: the same slice, the same part."""
    at = constant(key)
    if isinstance(at, slice):
        return ("slice", str(at.start), str(at.stop), str(at.step))
    return ("index", op.site.node if key is None or isinstance(key, Const) else id(key))


def is_all_rows(key: Value | None) -> bool:
    """Tell whether no row is left out, as by `X[:, 0]` and `X[None]`; `X["name"]` is a column."""
    if isinstance(key, Items):
        return bool(key.items) and constant(key.items[0]) == slice(None, None, None)
    at = constant(key)
    return isinstance(at, str) or at == slice(None, None, None) or (isinstance(key, Const) and at is None)
