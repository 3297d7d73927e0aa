"""In which order a training loop meets its samples: dealt anew each epoch, as they come, or class after class.

for unshuffled in program.unshuffled(): unshuffled.place, unshuffled.sorted_as
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from loopwise.program.objects.definitions import Instance
from loopwise.program.objects.modules import Loader
from loopwise.program.objects.numbers import Setting
from loopwise.program.objects.ops import Op
from loopwise.program.objects.tensors import Tensor
from loopwise.program.objects.values import Const, Items, Unknown, Value, constant
from loopwise.program.source.sources import called, names_in

if TYPE_CHECKING:
    from loopwise.program.flow.events import Frame
    from loopwise.program.flow.training_loops import TrainingLoop
    from loopwise.program.source.sources import Site
    from loopwise.records import Place, Repair

_DEEP = 40
_SORTED_SETS = frozenset(("load_iris", "load_wine"))
_GENERATORS = frozenset(("make_classification", "make_blobs", "make_moons", "make_circles"))
_FILLED = frozenset(("zeros", "ones", "full", "zeros_like", "ones_like", "full_like"))
_FILLED_BY_NUMPY = frozenset(f"numpy.{name}" for name in _FILLED)
_COPIES = ("tensor", "as_tensor", "asarray", "from_numpy")
_RECURRENT = ("lstm", "gru", "rnn")


class Unshuffled(NamedTuple):
    """A loader that training goes over in the data's own order.

    called: the call of a helper that makes this loader and others.
    sorted_as: what is known to bring the classes one after another ("load_iris"), "" if nothing is.
    """

    loader: Loader
    sorted_as: str
    called: Site | None = None

    @property
    def place(self) -> Place:
        """Where the loader is made; of one that a helper makes for several, where that is called."""
        return self.loader.site.place if self.called is None else self.called.place

    def shuffled(self) -> Repair | None:
        """Return the text edit that shuffles; to be asked for where the order may be meant."""
        from loopwise.program.mending.replacements import with_value

        return with_value(self.loader.site, "shuffle", "True", safe=bool(self.sorted_as))


def unshuffled_in(
    loops: list[TrainingLoop], loaders: list[Loader], made_in: Mapping[int, tuple[Frame, ...]]
) -> Iterator[Unshuffled]:
    """Yield the loaders of training loops that surely do not shuffle, each once.

    Gradients that are only added up over all batches, with no step between them, are the same in any order.
    """
    seen: set[ast.AST] = set()
    for loop in loops:
        loader = loop.over
        if not isinstance(loader, Loader) or loader.site.node in seen or not loop.events("step"):
            continue
        if _keeps_order(loader) and _is_mapped(loader.data) and not _remembers(loop):
            seen.add(loader.site.node)
            several = sum(one.site.node is loader.site.node for one in loaders) > 1
            frames = made_in.get(id(loader), ())
            called = frames[-1].site if several and frames else None
            yield Unshuffled(loader, sorted_as(loader.data), called)


def _keeps_order(loader: Loader) -> bool:
    given = loader.arguments
    chosen = given.get(2, "shuffle")
    sampled = given.get(3, "sampler") or given.get(4, "batch_sampler")
    size, whole = given.get(1, "batch_size") or Const(1), _length(loader.data)
    known = size.default if isinstance(size, Setting) else constant(size)
    partial = isinstance(known, int) and (whole is None or known < whole)
    return given.whole and sampled is None and partial and (chosen is None or constant(chosen) is False)


def _length(data: Value | None) -> int | None:
    column = _column(data, 0)
    length = column.shape[0] if isinstance(column, Tensor) and column.shape else None
    return length if isinstance(length, int) else None


def _column(data: Value | None, index: int) -> Value | None:
    """Return one of the tensors of a whole `TensorDataset`."""
    columns = data.op.inputs if isinstance(data, Tensor) and data.op.is_("tensor_dataset") else ()
    return columns[index] if columns else None


def _is_mapped(data: Value | None) -> bool:
    """Whether it is surely a data set that can be shuffled: an iterable one cannot."""
    if isinstance(data, Instance):
        return not any(base.name == "IterableDataset" for base in data.cls.outside())
    if isinstance(data, Tensor):
        return data.op.is_("tensor_dataset", "subset") or data.op.kind in ("item", "getitem")
    return isinstance(data, Unknown) and data.made_by.startswith("torchvision.datasets.")


def _remembers(loop: TrainingLoop) -> bool:
    """Whether a recurrent model learns there: the order may be time."""
    tensors = [event.tensor for event in loop.events("backward") if event.tensor is not None]
    return any(op.is_(*_RECURRENT) for tensor in tensors for op in tensor.past())


def sorted_as(data: Value | None) -> str:
    """Return what brings a data set's classes one after another, as far as that is sure; "" otherwise."""
    if isinstance(data, Unknown):
        return "ImageFolder" if data.made_by == "torchvision.datasets.ImageFolder" else ""
    if isinstance(data, Instance):
        kept = [value for value in data.table.values() if isinstance(value, Tensor)]
        return next(filter(None, map(_order_of, kept)), "")
    labels = _column(data, -1)
    return _order_of(labels) if isinstance(labels, Tensor) else ""


def _order_of(labels: Tensor) -> str:
    """Return the name of what sorted some labels: nothing on the way may deal them anew."""
    tensor = labels
    for _ in range(_DEEP):
        op = tensor.op
        if name := _sorts(op):
            return name
        if op.inputs and (name := _repeated(op.inputs[0])):
            return name
        kept = op.role == "layout" or op.is_(*_COPIES) or op.callee in ("numpy.array", "numpy.asarray")
        if not kept or not op.inputs or not isinstance(op.inputs[0], Tensor) or _deals(op):
            return ""
        tensor = op.inputs[0]
    return ""


def _deals(op: Op) -> bool:
    """Whether it may put the rows into another order: a split by chance, an index that is not a slice."""
    if op.is_("split_rows"):
        call = op.site.node
        words = call.keywords if isinstance(call, ast.Call) else []
        return not any(word.arg == "shuffle" and _is_literal(word.value, False) for word in words)
    if op.is_("getitem"):
        return not isinstance(constant(op.arguments.get(1) if op.arguments else None), slice)
    if op.is_("reordered"):
        return called(op.site.node) == "sample"
    return op.is_("flip", "sort", "roll")


def _sorts(op: Op) -> str:
    """Return the name of what makes labels class after class: a data set, blocks of one number each."""
    call = op.site.node
    name = called(call)
    if op.is_("reordered"):
        sorted_by = op.arguments is not None and constant(op.arguments.named.get("by")) is True
        return name if sorted_by else ""
    if op.is_("array") and name in _SORTED_SETS:
        return name
    if op.is_("array") and name in _GENERATORS and isinstance(call, ast.Call):
        kept = any(word.arg == "shuffle" and _is_literal(word.value, False) for word in call.keywords)
        return name if kept else ""
    if op.is_("cat", "concat", "concatenate", "hstack") or op.callee in ("numpy.concatenate", "numpy.hstack"):
        return name if _are_blocks(op) else ""
    repeats = op.is_("repeat_interleave") or op.callee == "numpy.repeat"
    return name if repeats and op.inputs and _counts_up(op.inputs[0]) else ""


def _repeated(value: Value) -> str:
    """`np.repeat(np.arange(3), 50)`: an array the reader does not see as one."""
    blocks = isinstance(value, Unknown) and value.made_by == "numpy.repeat" and value.inputs
    return "repeat" if blocks and _counts_up(value.inputs[0]) else ""  # type: ignore[attr-defined]


def _are_blocks(op: Op) -> bool:
    """Whether several pieces are joined that are filled with one number each; a loop may make one for each class."""
    parts = [p for given in op.inputs for p in (given.items if isinstance(given, Items) else (given,))]
    filled = [part for part in parts if isinstance(part, Tensor) and _is_filled(part)]
    several = len({_number_in(part.last.site.node) for part in filled}) > 1
    grown = any(part.op.loops and part.op.loops != op.loops and _varies(part) for part in filled)
    return len(parts) == len(filled) and (several or grown)


def _is_filled(tensor: Tensor) -> bool:
    op = tensor.last
    return op.kind in _FILLED or op.callee in _FILLED_BY_NUMPY or called(op.site.node) in _FILLED


def _varies(part: Tensor) -> bool:
    """Whether it is filled with the loop's own number: `torch.full((100,), label)`."""
    call, loop = part.last.site.node, part.op.loops[-1].site.node
    targets = names_in(loop.target) if isinstance(loop, ast.For) else set()
    return called(call) in ("full", "full_like") and bool(names_in(call) & targets)


def _counts_up(value: Value) -> bool:
    if isinstance(value, Tensor):
        return value.last.is_("arange", "counted")
    if isinstance(value, Unknown):
        return value.made_by == "builtins.range"
    numbers = [constant(item) for item in value.items] if isinstance(value, Items) else []
    return len(numbers) > 1 and all(isinstance(n, int) for n in numbers) and numbers == sorted(numbers)


def _is_literal(node: ast.expr, value: object) -> bool:
    return isinstance(node, ast.Constant) and node.value is value


def _number_in(call: ast.AST) -> str:
    """Return what a filled tensor holds: the function that says it, or the number `full` is given."""
    given = call.args[1:2] if isinstance(call, ast.Call) and called(call).startswith("full") else []
    return ast.unparse(given[0]) if given else called(call).removesuffix("_like")
