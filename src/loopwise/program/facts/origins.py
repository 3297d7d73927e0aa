"""Where rows of data come from: the lineages of a loader, a data set or a tensor (what one is: lineage.py).

for lineage in lineages_of(program.makers, loader): lineage.rows, lineage.names
"""

from __future__ import annotations

import ast
import re
from collections.abc import Hashable, Iterator

from loopwise.program.evaluator.library_calls import LibraryCall
from loopwise.program.facts.lineage import Lineage, Rows, Step
from loopwise.program.facts.row_numbers import (
    JOINS_OF_LIBRARIES,
    deals_all,
    index_arrays,
    is_all_rows,
    joins_rows,
    part_of,
    parts_of_subset,
)
from loopwise.program.objects.definitions import Instance
from loopwise.program.objects.modules import Layer, Loader
from loopwise.program.objects.numbers import Setting
from loopwise.program.objects.ops import Op
from loopwise.program.objects.tensors import Tensor
from loopwise.program.objects.values import Const, Items, Unknown, Value, constant
from loopwise.program.source.sources import called

_DEEP = 40  # steps back
_MOST = (
    5000  # on all lineages together: `x = cat([x, f(x)])` doubles them each time; nobody asks for a million
)
_SPLITS = ("torch.utils.data.random_split", "sklearn.model_selection.train_test_split")
_SETS = frozenset(("tensor_dataset", "split_rows", "subset"))
_SUBSET = "torch.utils.data.Subset"
_TRAIN_BY_DEFAULT = frozenset(("MNIST", "FashionMNIST", "KMNIST", "QMNIST", "CIFAR10", "CIFAR100", "USPS"))
_KEEPS_OF_NUMPY = frozenset(
    f"numpy.{name}"
    for name in (
        *(
            "array",
            "asarray",
            "ascontiguousarray",
            "float32",
            "expand_dims",
            "squeeze",
            "abs",
            "clip",
            "round",
        ),
        *("log", "log1p", "sqrt", "exp", "square", "sin", "cos", "tanh", "nan_to_num", "cumsum", "diff"),
    )
)
_LOSES_ROWS = frozenset(
    ("sum", "mean", "std", "var", "norm", "max", "min", "prod", "unique", "bincount", "item")
)


class Makers(dict[int, LibraryCall]):
    """The calls of libraries by the identity of what came out, and the lineages that were asked for so far."""

    def __init__(self) -> None:
        self.known: dict[Value, list[Lineage]] = {}
        self.behind: dict[Op, list[Lineage]] = {}  # of answers, as `data_behind` finds them
        self.crowded = (
            False  # a value had too many lineages: from now on it is asked first whether any leads out
        )
        self.inside: set[Tensor] = set()  # a network: no way back from them leads out of it
        self.left = 0  # steps that may still be gone for the value asked for


def lineages_of(makers: Makers, value: Value | None) -> list[Lineage]:
    """Return the lineages of a loader, a data set, a batch or an array; empty if not known.

    Asked once the whole program has been read: they are kept, and nothing is added to them any more.
    """
    if value is None:
        return []
    if value not in makers.known:
        makers.known[value] = _traced(makers, value)
    return makers.known[value]


def _traced(makers: Makers, value: Value) -> list[Lineage]:
    if makers.crowded and isinstance(value, Tensor) and _is_inside(makers, value):
        return []
    makers.left = _MOST
    found = list(_lineages(makers, value, (), None))
    makers.crowded = makers.crowded or makers.left <= 0
    return found if makers.left > 0 else []


def _is_inside(makers: Makers, tensor: Tensor) -> bool:
    """Whether every lineage surely ends at a layer: told in one pass, where there may be thousands of them."""
    waiting, seen = [tensor], {tensor}
    for one in waiting:
        op = one.op
        if one in makers.inside or (isinstance(op.layer, Layer) and _ends(op)):
            continue
        if op.kind == "opaque" or not op.tensors:
            return False
        if not all(isinstance(given, (Tensor, Const)) for given in op.inputs):
            return False
        waiting += [before for before in op.tensors if before not in seen]
        seen.update(op.tensors)
    makers.inside |= seen
    return True


def rows_of(makers: Makers, value: Value | None) -> list[Rows]:
    """Return the rows it consists of."""
    return list(dict.fromkeys(lineage.rows for lineage in lineages_of(makers, value)))


def _lineages(
    makers: Makers, value: Value | None, steps: tuple[Step, ...], column: int | None
) -> Iterator[Lineage]:
    makers.left -= 1
    if len(steps) > _DEEP or value is None or makers.left <= 0:
        return
    if isinstance(value, Loader):
        yield from _lineages(makers, value.data, (*steps, Step("loader", value)), column)
    elif isinstance(value, Tensor):
        yield from _of_tensor(makers, value, steps, column)
    elif isinstance(value, Unknown):
        if isinstance(value, Setting) and not isinstance(value.default, str):
            return  # a number of the command line; a text may be a file's name
        rows = getattr(value, "first", None)  # of a table that is known: a column
        if isinstance(rows, Tensor):
            yield from _of_tensor(makers, rows, steps, None)
        else:
            yield from _of_unknown(makers, value, steps, column)
    elif isinstance(value, Instance) and not value.is_module:
        yield from _of_object(makers, value, steps)
    elif isinstance(value, Items):
        yield from _of_list(makers, value, steps)


def _of_tensor(
    makers: Makers, tensor: Tensor, steps: tuple[Step, ...], column: int | None
) -> Iterator[Lineage]:
    op = tensor.op
    here = Step(op.kind, tensor)
    if op.kind == "batch":
        yield from _lineages(makers, op.layer, steps, column)
    elif op.kind in _SETS or op.callee == _SUBSET:
        yield from _of_set(makers, tensor, steps, column)
    elif op.kind == "piece":
        part = ("piece", op.site.node, constant(op.arguments.get(1)) if op.arguments is not None else None)
        yield from _lineages(makers, op.inputs[0], (*steps, here, Step("part", tensor, part)), column)
    elif op.kind in ("item", "getitem") and op.inputs:
        yield from _indexed(makers, tensor, steps, column)
    elif _ends(op):
        if op.kind == "opaque" and not isinstance(op.layer, Layer):
            yield Lineage(
                op, (*steps, here)
            )  # rows that code not seen gives: whatever comes of them has these
    elif joins_rows(op):
        for given in op.inputs:
            for joined in given.items if isinstance(given, Items) else (given,):
                yield from _lineages(makers, joined, (*steps, here), column)
    else:
        before = next((given for given in op.inputs if isinstance(given, (Tensor, Unknown, Items))), None)
        if before is not None:
            yield from _lineages(makers, before, (*steps, here), column)
        elif op.role == "source" or op.kind in ("tensor", "as_tensor", "from_numpy"):
            yield Lineage(_shipped(op) or op, (*steps, here))


def _shipped(op: Op) -> Hashable:
    """Return what stands for a data set that scikit-learn brings: the same rows each time it is loaded."""
    name = called(op.site.node) if op.is_("array") else ""
    return (name, "") if name.startswith(("load_", "fetch_")) else None


def _of_set(makers: Makers, tensor: Tensor, steps: tuple[Step, ...], column: int | None) -> Iterator[Lineage]:
    """A data set of tensors, a part of one, a part of what `train_test_split` was given."""
    op, here = tensor.op, Step(tensor.op.kind, tensor)
    part: Hashable
    if op.kind == "tensor_dataset":
        at = column if column is not None and column < len(op.inputs) else 0
        yield from _lineages(makers, op.inputs[at] if op.inputs else None, (*steps, here), None)
    elif op.kind == "split_rows":
        part = (op.site.node, constant(op.arguments.named.get("part")) if op.arguments else None)
        yield from _lineages(makers, op.inputs[0], (*steps, here, Step("part", tensor, part)), column)
    else:
        for part in parts_of_subset(op.site.node, op.arguments):
            yield from _lineages(makers, op.inputs[0], (*steps, here, Step("part", tensor, part)), column)


def _ends(op: Op) -> bool:
    """Whether what comes out no longer has a row for each row that went in, or that is not known."""
    if op.callee in JOINS_OF_LIBRARIES or op.callee in _KEEPS_OF_NUMPY:
        return False
    if op.kind in _LOSES_ROWS or isinstance(op.layer, Layer):
        return True
    return op.role in ("loss", "choose", "join") or (op.role == "opaque" and not _keeps_rows(op))


def _indexed(
    makers: Makers, tensor: Tensor, steps: tuple[Step, ...], column: int | None
) -> Iterator[Lineage]:
    """An item of a batch is a column; of `random_split` a part; a slice and an index are parts, too."""
    op, owner = tensor.op, tensor.op.inputs[0]
    key = op.arguments.get(1) if op.arguments else None
    at = constant(key)
    here = Step("getitem", tensor)
    if isinstance(owner, Tensor) and owner.op.kind == "batch":
        yield from _lineages(makers, owner, steps, at if isinstance(at, int) else None)
    elif isinstance(owner, Tensor) and owner.op.kind == "subset" and isinstance(at, int):
        part = Step("part", tensor, (owner.op.site.node, at))
        yield from _lineages(makers, owner.op.inputs[0], (*steps, here, part), column)
    elif isinstance(key, Tensor) and key.op.role != "compare":
        if isinstance(owner, Tensor) and deals_all(key, owner):
            yield from _lineages(makers, owner, (*steps, here), column)
            return
        for one in index_arrays(key):
            part = Step("part", tensor, ("index", id(one)))
            yield from _lineages(makers, owner, (*steps, here, part), column)
    else:
        part = Step("part", tensor, part_of(key, op))
        kept = (here,) if is_all_rows(key) else (here, part)
        yield from _lineages(makers, owner, (*steps, *kept), column)


def _keeps_rows(op: Op) -> bool:
    """Whether unseen code gives a row for each row: a scaler of scikit-learn, an attribute of a table."""
    from loopwise.program.objects.estimators import TRANSFORMS

    if op.kind == "getattr":
        return isinstance(op.site.node, ast.Attribute) and op.site.node.attr in (
            "values",
            "array",
            "iloc",
            "loc",
        )
    call = op.site.node
    made_by = op.layer.made_by if isinstance(op.layer, Unknown) else ""
    method = call.func.attr if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) else ""
    return made_by.startswith("sklearn.") and method in TRANSFORMS


def _of_unknown(
    makers: Makers, value: Unknown, steps: tuple[Step, ...], column: int | None
) -> Iterator[Lineage]:
    call = makers.get(id(value))
    here = Step("data set" if call is not None else "method", value)
    if call is not None and call.is_(*_SPLITS):
        return  # the parts together: nothing asks for them
    if call is not None and call.home == "torchvision.datasets":
        yield Lineage((call.path, _official(call)), (*steps, here))
    elif call is not None and call.is_(_SUBSET):
        for rows in parts_of_subset(call.site.node, call.arguments):
            part = Step("part", value, rows)
            yield from _lineages(makers, call.arguments.get(0, "dataset"), (*steps, here, part), column)
    elif call is not None and call.is_("torch.utils.data.ConcatDataset"):
        given = call.arguments.get(0, "datasets")
        for one in given.items if isinstance(given, Items) else ():
            yield from _lineages(makers, one, (*steps, Step("joined", value)), column)
    elif call is not None and call.receiver is not None:
        yield from _lineages(makers, _transformed(call), (*steps, Step("method", value)), column)
    elif call is not None:
        yield Lineage(value, (*steps, here))
    elif len(value.inputs) == 1:
        yield from _part(makers, value, value.inputs[0], steps, column)


def _part(
    makers: Makers, value: Unknown, owner: Value, steps: tuple[Step, ...], column: int | None
) -> Iterator[Lineage]:
    """One of the things an unseen call is unpacked into; an attribute or item of something unseen."""
    call = makers.get(id(owner))
    at = _index_in(owner, value)
    if call is not None and call.is_(_SPLITS[0]) and at is not None:
        part = Step("part", value, (call.site.node, at))
        yield from _lineages(makers, call.arguments.get(0, "dataset"), (*steps, part), column)
    elif call is not None and call.is_(_SPLITS[1]) and at is not None:
        part = Step("part", value, (call.site.node, at % 2))
        given = call.arguments.positional
        whole = given[at // 2] if at // 2 < len(given) else None
        yield from _lineages(makers, whole, (*steps, part), column)
    else:
        named = isinstance(owner, Unknown) and any(held is value for held in owner.table.values())
        key = at if at is not None else _key_in(owner, value)
        part = Step("part", value, ("official" if _is_official(makers, owner) else "item", key))
        yield from _lineages(makers, owner, (*steps, part) if named else steps, column)


def _is_official(makers: Makers, owner: Value) -> bool:
    """Whether its parts are those a data set comes in: of `load_dataset(...)`, whatever was mapped; not dealt anew."""
    for _ in range(_DEEP):
        call = makers.get(id(owner))
        if call is None or call.receiver is None:
            return call is not None and call.is_("datasets.load_dataset")
        if call.name == "train_test_split":
            return False
        owner = call.receiver
    return False


def _index_in(owner: Value, value: Value) -> int | None:
    key = _key_in(owner, value)
    return int(key[1:-1]) if re.fullmatch(r"\[\d+\]", key) else None


def _key_in(owner: Value, value: Value) -> str:
    table = owner.table if isinstance(owner, Unknown) else {}
    return next((str(key) for key, held in table.items() if held is value), "")


def _transformed(call: LibraryCall) -> Value | None:
    """Return what a method gives back, changed: the data of `scaler.transform(X)`, the table of `df.dropna()`."""
    from loopwise.program.objects.estimators import TRANSFORMS

    if call.path.startswith("sklearn."):
        return call.arguments.get(0, "X", "raw_documents") if call.name in TRANSFORMS else None
    if call.name == "__call__":
        return call.arguments.get(0)
    return call.receiver


def _of_list(makers: Makers, value: Items, steps: tuple[Step, ...]) -> Iterator[Lineage]:
    """A list of rows: those that its items are, if they are known; else rows of their own, where there are any."""
    found = [
        lineage
        for item in value.items
        for lineage in _lineages(makers, item, (*steps, Step("list", item)), None)
    ]
    if found:
        yield from found
    elif value.items and not value.closed:
        yield Lineage(value, steps)


def _of_object(makers: Makers, value: Instance, steps: tuple[Step, ...]) -> Iterator[Lineage]:
    """A data set of the program's own: the first thing it keeps whose rows are known."""
    for held in value.table.values():
        if isinstance(held, (Tensor, Unknown)):
            found = list(_lineages(makers, held, (*steps, Step("data set", value)), None))
            if found:
                yield from found
                return
    yield Lineage(value, (*steps, Step("data set", value)))


def _official(call: LibraryCall) -> str:
    """Return which of its parts a torchvision data set is told to be: "train", "test", "" if not known."""
    train = call.arguments.get(1, "train")
    if isinstance(constant(train), bool):
        return "train" if constant(train) else "test"
    split = constant(call.arguments.named.get("split"))
    if split is None and train is None and call.arguments.whole and call.name in _TRAIN_BY_DEFAULT:
        return "train"
    return (
        {"train": "train", "test": "test", "val": "validation"}.get(split, f"?{id(call)}")
        if isinstance(split, str)
        else f"?{id(call)}"
    )
