"""Where rows of data come from, and what was done to them on the way: from a loader or tensor back to its origin.

for line in lines_of(program.makers, loader): line.rows, line.work
Two things share rows if they have one origin and one's parts begin with the other's.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Hashable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from loopwise.program.evaluator.library_calls import LibraryCall, assigned_name
from loopwise.program.objects.modules import Layer, Loader
from loopwise.program.objects.tensors import Op, Tensor
from loopwise.program.objects.values import (
    Arguments,
    Const,
    Instance,
    Items,
    Setting,
    Unknown,
    Value,
    constant,
)
from loopwise.shapes import same

if TYPE_CHECKING:
    from loopwise.program.source.sources import Site


class Makers(dict[int, "LibraryCall"]):
    """The calls of libraries by the identity of what came out, and the ways back that were asked for so far."""

    def __init__(self) -> None:
        self.known: dict[int, tuple[Value, list[Line]]] = {}
        self.behind: dict[Op, list[Line]] = {}  # of answers, as `data_behind` finds them
        self.left = 0  # steps that may still be gone for the value asked for


_DEEP = 40  # steps back
_MOST = (
    5000  # on all ways together: `x = cat([x, f(x)])` doubles them each time, and nobody asks for a million
)
_SPLITS = ("torch.utils.data.random_split", "sklearn.model_selection.train_test_split")
_JOINS = frozenset(("cat", "concat", "concatenate", "vstack", "hstack", "append", "stack", "pad_sequence"))
_JOINS_OF_NUMPY = frozenset(
    (
        *(f"numpy.{n}" for n in ("concatenate", "vstack", "hstack", "append", "stack", "column_stack")),
        "torch.utils.data.ConcatDataset",
    )
)
_KEEPS_OF_NUMPY = frozenset(
    f"numpy.{name}"
    for name in (
        *(
            "array",
            "asarray",
            "float32",
            "log",
            "log1p",
            "sqrt",
            "exp",
            "abs",
            "clip",
            "nan_to_num",
            "cumsum",
        ),
        *("sin", "cos", "tanh", "square", "round", "ascontiguousarray", "expand_dims", "diff", "squeeze"),
    )
)
_LOSES_ROWS = frozenset(
    ("sum", "mean", "std", "var", "norm", "max", "min", "prod", "unique", "bincount", "item")
)


class Step(NamedTuple):
    """One step on the way, nearest first.

    kind: of the operation, or "part", "joined", "loader", "data set", "method".
    value: what stood there: the tensor, the loader.  part: which part of a split it is.
    """

    kind: str
    value: Value
    part: Hashable = None


class Rows(NamedTuple):
    """Some rows of data. `origin`: what they were before any split; `parts`: the splits they went through."""

    origin: Hashable
    parts: tuple[Hashable, ...] = ()

    def holds(self, other: Rows) -> bool:
        """Tell whether these surely hold all of the others."""
        return self.origin == other.origin and other.parts[: len(self.parts)] == self.parts

    def meets(self, other: Rows) -> bool:
        """Tell whether some rows are surely in both."""
        return self.holds(other) or other.holds(self)


class Line(NamedTuple):
    """One way back to an origin."""

    origin: Hashable
    steps: tuple[Step, ...]

    @property
    def rows(self) -> Rows:
        """Which rows it ends in."""
        return Rows(self.origin, tuple(step.part for step in reversed(self.steps) if step.kind == "part"))

    @property
    def names(self) -> list[str]:
        """The names the program gives to what stands on the way, nearest first."""
        return [name for step in self.steps for name in (_name_of(step), *_names_of_index(step)) if name]

    @property
    def role(self) -> str:
        """ "test", "validation" or "train" if a name or a data set's own setting says so, else ""."""
        if isinstance(self.origin, tuple) and len(self.origin) == 2 and self.origin[1] in _ROLES:
            official = str(self.origin[1])
        else:
            official = ""
        named = next((role for name in self.names if (role := role_in(name))), "")
        return named or official


_ROLES = ("train", "test", "validation")
_WORDS = {
    "test": r"(?<![a-z])[xy]?(tests?|tst|te)(?![a-z])|테스트|시험",
    "validation": r"(?<![a-z])[xy]?(val|vals|valid|validation|va|dev|cv|holdout|tune)(?![a-z])|검증",
    "train": r"(?<![a-z])[xy]?(train|training|tr|trn|fit)(?![a-z])|학습|훈련",
}


def role_in(name: str) -> str:
    """Return the role a name says: "X_test", "Xte" -> "test"; "" for none, or for several."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
    found = [role for role, word in _WORDS.items() if re.search(word, words)]
    return found[0] if len(found) == 1 else ""


def are_one_data_set(one: Hashable, other: Hashable) -> bool:
    """Tell whether two origins are one, or the official halves of one data set."""
    pairs = [origin[0] for origin in (one, other) if isinstance(origin, tuple) and len(origin) == 2]
    return one == other or (len(pairs) == 2 and pairs[0] == pairs[1])


def lines_of(makers: Makers, value: Value | None) -> list[Line]:
    """Return the ways back to all origins of a loader, a data set, a batch or an array; empty if not known.

    Asked when the program has been read: nothing is added to the way of a value any more.
    """
    if value is None:
        return []
    if id(value) not in makers.known:
        makers.left = _MOST
        found = list(_lines(makers, value, (), None))
        makers.known[id(value)] = value, found if makers.left > 0 else []
    return makers.known[id(value)][1]


def rows_of(makers: Makers, value: Value | None) -> list[Rows]:
    """Return the rows it consists of."""
    return list(dict.fromkeys(line.rows for line in lines_of(makers, value)))


def _lines(
    makers: Makers, value: Value | None, steps: tuple[Step, ...], column: int | None
) -> Iterator[Line]:
    makers.left -= 1
    if len(steps) > _DEEP or value is None or makers.left <= 0:
        return
    if isinstance(value, Loader):
        yield from _lines(makers, value.data, (*steps, Step("loader", value)), column)
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


def _of_tensor(makers: Makers, tensor: Tensor, steps: tuple[Step, ...], column: int | None) -> Iterator[Line]:
    op = tensor.op
    here = Step(op.kind, tensor)
    if op.kind == "batch":
        yield from _lines(makers, op.layer, steps, column)
    elif op.kind in _SETS or op.callee == _SUBSET:
        yield from _of_set(makers, tensor, steps, column)
    elif op.kind == "piece":
        part = ("piece", op.site.node, constant(op.arguments.get(1)) if op.arguments is not None else None)
        yield from _lines(makers, op.inputs[0], (*steps, here, Step("part", tensor, part)), column)
    elif op.kind in ("item", "getitem") and op.inputs:
        yield from _indexed(makers, tensor, steps, column)
    elif _ends(op):
        if op.kind == "opaque" and not isinstance(op.layer, Layer):
            yield Line(op, (*steps, here))  # rows that code not seen gives: whatever comes of them has these
    elif op.kind in _JOINS or op.callee in _JOINS_OF_NUMPY:
        for given in op.inputs:
            for joined in given.items if isinstance(given, Items) else (given,):
                yield from _lines(makers, joined, (*steps, here), column)
    else:
        before = next((given for given in op.inputs if isinstance(given, (Tensor, Unknown, Items))), None)
        if before is not None:
            yield from _lines(makers, before, (*steps, here), column)
        elif op.role == "source" or op.kind in ("tensor", "as_tensor", "from_numpy"):
            yield Line(_shipped(op) or op, (*steps, here))


def _shipped(op: Op) -> Hashable:
    """Return what stands for a data set that scikit-learn brings: the same rows each time it is loaded."""
    function = op.site.node.func if op.is_("array") and isinstance(op.site.node, ast.Call) else None
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    return (name, "") if name.startswith(("load_", "fetch_")) else None


_SETS = frozenset(("tensor_dataset", "split_rows", "subset"))
_SUBSET = "torch.utils.data.Subset"


def _of_set(makers: Makers, tensor: Tensor, steps: tuple[Step, ...], column: int | None) -> Iterator[Line]:
    """A data set of tensors, a part of one, a part of what `train_test_split` was given."""
    op, here = tensor.op, Step(tensor.op.kind, tensor)
    part: Hashable
    if op.kind == "tensor_dataset":
        at = column if column is not None and column < len(op.inputs) else 0
        yield from _lines(makers, op.inputs[at] if op.inputs else None, (*steps, here), None)
    elif op.kind == "split_rows":
        part = (op.site.node, constant(op.arguments.named.get("part")) if op.arguments else None)
        yield from _lines(makers, op.inputs[0], (*steps, here, Step("part", tensor, part)), column)
    else:
        for part in _parts_of_indices(op.site.node, op.arguments):
            yield from _lines(makers, op.inputs[0], (*steps, here, Step("part", tensor, part)), column)


def _ends(op: Op) -> bool:
    """Whether what comes out no longer has a row for each row that went in, or that is not known."""
    if op.callee in _JOINS_OF_NUMPY or op.callee in _KEEPS_OF_NUMPY:
        return False
    if op.kind in _LOSES_ROWS or isinstance(op.layer, Layer):
        return True
    return op.role in ("loss", "choose", "join") or (op.role == "opaque" and not _keeps_rows(op))


def _indexed(makers: Makers, tensor: Tensor, steps: tuple[Step, ...], column: int | None) -> Iterator[Line]:
    """An item of a batch is a column; of `random_split` a part; a slice and an index are parts, too."""
    op, owner = tensor.op, tensor.op.inputs[0]
    key = op.arguments.get(1) if op.arguments else None
    at = constant(key)
    here = Step("getitem", tensor)
    if isinstance(owner, Tensor) and owner.op.kind == "batch":
        yield from _lines(makers, owner, steps, at if isinstance(at, int) else None)
    elif isinstance(owner, Tensor) and owner.op.kind == "subset" and isinstance(at, int):
        part = Step("part", tensor, (owner.op.site.node, at))
        yield from _lines(makers, owner.op.inputs[0], (*steps, here, part), column)
    elif isinstance(key, Tensor) and key.op.role != "compare":
        if isinstance(owner, Tensor) and _deals_all(key, owner):
            yield from _lines(makers, owner, (*steps, here), column)
            return
        for one in index_arrays(key):
            part = Step("part", tensor, ("index", id(one)))
            yield from _lines(makers, owner, (*steps, here, part), column)
    else:
        part = Step("part", tensor, _part_of(key, op))
        kept = (here,) if _is_all_rows(key) else (here, part)
        yield from _lines(makers, owner, (*steps, *kept), column)


def _part_of(key: Value | None, op: Op) -> Hashable:
    at = constant(key)
    if isinstance(at, slice):
        return ("slice", str(at.start), str(at.stop), str(at.step))
    return ("index", op.site.node if key is None or isinstance(key, Const) else id(key))


def _is_all_rows(key: Value | None) -> bool:
    """`X[:, 0]` and `X[None]` leave out no row; `X["name"]` is a column."""
    if isinstance(key, Items):
        return bool(key.items) and constant(key.items[0]) == slice(None, None, None)
    at = constant(key)
    return isinstance(at, str) or at == slice(None, None, None) or (isinstance(key, Const) and at is None)


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
) -> Iterator[Line]:
    call = makers.get(id(value))
    here = Step("data set" if call is not None else "method", value)
    if call is not None and call.is_(*_SPLITS):
        return  # the parts together: nothing asks for them
    if call is not None and call.home == "torchvision.datasets":
        yield Line((call.path, _official(call)), (*steps, here))
    elif call is not None and call.is_(_SUBSET):
        for rows in _parts_of_indices(call.site.node, call.arguments):
            part = Step("part", value, rows)
            yield from _lines(makers, call.arguments.get(0, "dataset"), (*steps, here, part), column)
    elif call is not None and call.is_("torch.utils.data.ConcatDataset"):
        given = call.arguments.get(0, "datasets")
        for one in given.items if isinstance(given, Items) else ():
            yield from _lines(makers, one, (*steps, Step("joined", value)), column)
    elif call is not None and call.receiver is not None:
        yield from _lines(makers, _transformed(call), (*steps, Step("method", value)), column)
    elif call is not None:
        yield Line(value, (*steps, here))
    elif len(value.inputs) == 1:
        yield from _part(makers, value, value.inputs[0], steps, column)


def _part(
    makers: Makers, value: Unknown, owner: Value, steps: tuple[Step, ...], column: int | None
) -> Iterator[Line]:
    """One of the things an unseen call is unpacked into; an attribute or item of something unseen."""
    call = makers.get(id(owner))
    at = _index_in(owner, value)
    if call is not None and call.is_(_SPLITS[0]) and at is not None:
        part = Step("part", value, (call.site.node, at))
        yield from _lines(makers, call.arguments.get(0, "dataset"), (*steps, part), column)
    elif call is not None and call.is_(_SPLITS[1]) and at is not None:
        part = Step("part", value, (call.site.node, at % 2))
        given = call.arguments.positional
        whole = given[at // 2] if at // 2 < len(given) else None
        yield from _lines(makers, whole, (*steps, part), column)
    else:
        named = isinstance(owner, Unknown) and any(held is value for held in owner.table.values())
        key = at if at is not None else _key_in(owner, value)
        part = Step("part", value, ("official" if _is_official(makers, owner) else "item", key))
        yield from _lines(makers, owner, (*steps, part) if named else steps, column)


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


def _parts_of_indices(call: ast.AST, given: Arguments | None) -> Iterator[Hashable]:
    """Which parts `Subset(data, rows)` is: the same rows make the same part, wherever they are taken."""
    rows = given.get(1, "indices") if given is not None else None
    if isinstance(rows, Tensor) and isinstance(call, ast.Call):
        yield from (("index", id(one)) for one in index_arrays(rows))
    else:
        yield (call, None)


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
        elif op.kind in _JOINS or op.callee in _JOINS_OF_NUMPY:
            waiting += reversed(op.tensors)
        else:
            yield one


def _deals_all(key: Tensor, owner: Tensor) -> bool:
    """Whether it is a piece of all row numbers, dealt anew: `for rows in torch.randperm(len(x)).split(32): x[rows]`."""
    op = key.op
    while op.is_("split", "chunk", "item", "getitem", "to", "numpy", "tolist") and isinstance(
        op.inputs[0], Tensor
    ):
        if op.is_("getitem") and isinstance(op.site.node, ast.Subscript):
            return False  # a slice of them
        op = op.inputs[0].op
    counted = op.out.shape if op.is_("randperm") and op is not key.op else None
    rows = owner.shape
    return (
        bool(counted and rows)
        and counted is not None
        and rows is not None
        and same(counted[0], rows[0]) is True
    )


_AS_LIST = frozenset(("tolist", "numpy", "tensor", "as_tensor", "from_numpy", "long"))
_AS_ARRAY = frozenset(("numpy.array", "numpy.asarray", "numpy.sort"))


def _of_list(makers: Makers, value: Items, steps: tuple[Step, ...]) -> Iterator[Line]:
    """A list of rows: those that its items are, if they are known; else rows of their own, where there are any."""
    found = [
        line for item in value.items for line in _lines(makers, item, (*steps, Step("list", item)), None)
    ]
    if found:
        yield from found
    elif value.items and not value.closed:
        yield Line(value, steps)


def _of_object(makers: Makers, value: Instance, steps: tuple[Step, ...]) -> Iterator[Line]:
    """A data set of the program's own: the first thing it keeps whose rows are known."""
    for held in value.table.values():
        if isinstance(held, (Tensor, Unknown)):
            found = list(_lines(makers, held, (*steps, Step("data set", value)), None))
            if found:
                yield from found
                return
    yield Line(value, (*steps, Step("data set", value)))


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


_TRAIN_BY_DEFAULT = frozenset(("MNIST", "FashionMNIST", "KMNIST", "QMNIST", "CIFAR10", "CIFAR100", "USPS"))


def _name_of(step: Step) -> str:
    value, part = step.value, None
    if step.kind == "part" and isinstance(step.part, tuple) and step.part[0] == "official":
        return str(step.part[1])
    if step.kind == "part" and isinstance(step.part, tuple) and isinstance(step.part[-1], int):
        part = step.part[-1]
    site = _site_of(value)
    if site is None:
        return ""
    if isinstance(value, Tensor) and value.op.kind == "split_rows":
        return _split_name(value)
    return assigned_name(site, part)


def _names_of_index(step: Step) -> Iterator[str]:
    """Yield the names of the row numbers that a part is taken by: `te` of `X[te]`."""
    op = step.value.op if step.kind == "part" and isinstance(step.value, Tensor) else None
    key = op.arguments.get(1) if op is not None and op.is_("getitem") and op.arguments is not None else None
    if isinstance(key, Tensor):
        for one in index_arrays(key):
            yield _split_name(one) if one.op.is_("split_rows") else assigned_name(one.op.site)


def _site_of(value: Value) -> Site | None:
    if isinstance(value, Tensor):
        return value.op.site
    return value.site if isinstance(value, (Loader, Instance)) else None


def _split_name(tensor: Tensor) -> str:
    """Return the name of one of the arrays that `train_test_split` is unpacked into."""
    at = constant(tensor.op.arguments.named.get("at")) if tensor.op.arguments is not None else None
    return assigned_name(tensor.op.site, at) if isinstance(at, int) else ""
