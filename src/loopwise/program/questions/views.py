"""Calls of `view` on axes that were moved: how a tensor lies in memory, and what torch refuses.

for view in views_refused(ops): view.place, view.moved.place
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from loopwise import shapes
from loopwise.program.facts.shape_settings import axes_of, setting_of, whole
from loopwise.program.mending.replacements import called_otherwise
from loopwise.program.objects.modules import Layer
from loopwise.program.objects.ops import Op
from loopwise.program.objects.tensors import Tensor
from loopwise.program.objects.torch_table import words
from loopwise.program.objects.truths import truth
from loopwise.program.objects.values import Items
from loopwise.records import Place, Repair
from loopwise.shapes import fits_view, shown

Order = tuple[int, ...]  # for each axis its place in memory, outermost 0

_DEEP = 40  # operations looked through
_KEEP_ORDER = words(
    "relu leaky_relu elu silu gelu sigmoid tanh dropout exp abs neg clamp float double half to cpu cuda detach data "
    "clone requires_grad_ identity"
)
_ARITHMETIC = words("add sub mul div pow")
_LAID_OUT = words(
    "linear embedding layer_norm softmax log_softmax matmul mm bmm conv1d conv_transpose1d contiguous batch "
    "randn rand zeros ones arange tensor"
)
_AS_GIVEN = words(  # laid out if what goes in is: pictures with their channels last stay so
    "conv2d conv3d max_pool1d max_pool2d max_pool3d avg_pool2d adaptive_avg_pool2d batch_norm view reshape flatten "
    "unsqueeze squeeze"
)
_RECURRENT = words("lstm gru rnn")
_MOVES = words("permute transpose swapaxes movedim t T mT") | _RECURRENT


class RefusedView:
    """One `view` that would raise. moved: the operation whose axes lie elsewhere in memory than they stand."""

    def __init__(self, op: Op, given: Tensor, moved: Op) -> None:
        self.op = op
        self.moved = moved
        self.before = shown(given.shape or ())
        self.after = shown(op.out.shape or ())

    @property
    def place(self) -> Place:
        """Where it stands."""
        return self.op.place

    def as_reshape(self) -> Repair | None:
        """Return the edit that copies where a view is not possible: `reshape`."""
        edits = called_otherwise(self.op.site, "reshape")
        return Repair(safe=True, edits=edits) if edits else None


def views_refused(ops: Iterable[Op]) -> list[RefusedView]:
    """Return the views that torch surely refuses, each place once."""
    found: dict[object, RefusedView] = {}
    for op in ops:
        given = op.inputs[0] if op.inputs else None
        if op.kind != "view" or op.guessed or not isinstance(given, Tensor):
            continue
        order, result = order_of(given), op.out.shape
        if order is None or given.shape is None or result is None or len(order) != len(given.shape):
            continue
        moved = next((past for past in given.past() if past.kind in _MOVES), None)
        if moved is not None and fits_view(given.shape, order, result) is False:
            found.setdefault(op.site.node, RefusedView(op, given, moved))
    return list(found.values())


def order_of(tensor: Tensor, depth: int = 0) -> Order | None:
    """Return how a tensor's axes lie in memory, None if that is not known."""
    op, rank = tensor.op, tensor.rank
    first = op.inputs[0] if op.inputs else None
    told = op.arguments.named if op.arguments is not None else {}
    if rank is None or depth > _DEEP or "memory_format" in told:
        return None
    if op.kind in _LAID_OUT or (op.kind == "item" and _is_batch(first)):
        return tuple(range(rank))
    if op.kind in _RECURRENT:
        return _recurrent(op, rank)
    before = order_of(first, depth + 1) if isinstance(first, Tensor) else None
    if before is None or op.kind in _KEEP_ORDER or (op.kind in _ARITHMETIC and _is_alone(op)):
        return before
    if before == tuple(range(len(before))) and op.kind in _AS_GIVEN:
        return tuple(range(rank))
    moved = _ORDERS.get(op.kind)
    return moved(op, before) if moved else None


def _is_alone(op: Op) -> bool:
    """Whether the other things that go in are plain numbers: `x / 255`."""
    return sum(isinstance(value, Tensor) and value.shape != () for value in op.inputs) == 1


def _is_batch(value: object) -> bool:
    return isinstance(value, Tensor) and value.op.kind == "batch"


def _recurrent(op: Op, rank: int) -> Order | None:
    """With `batch_first=True` the answer is computed time first and turned: (N, T, H) that lies as (T, N, H)."""
    given = setting_of(op, 4, "batch_first") if isinstance(op.layer, Layer) else None
    if rank != 3 or not isinstance(op.layer, Layer):
        return None
    return (1, 0, 2) if given is not None and truth(given) is True else (0, 1, 2) if given is None else None


def _permuted(op: Op, order: Order) -> Order | None:
    given = op.arguments.positional[1:] if op.arguments is not None and op.arguments.whole else []
    axes = axes_of(given[0] if len(given) == 1 else Items("tuple", given))
    return None if not axes or len(axes) != len(order) else _known(shapes.permuted(order, axes))


def _swapped(op: Op, order: Order) -> Order | None:
    one, other = whole(setting_of(op, 0, "dim0", "axis0")), whole(setting_of(op, 1, "dim1", "axis1"))
    return None if one is None or other is None else _known(shapes.swapped(order, one, other))


def _moved(op: Op, order: Order) -> Order | None:
    source, target = whole(setting_of(op, 0, "source")), whole(setting_of(op, 1, "destination"))
    return None if source is None or target is None else _known(shapes.moved(order, source, target))


def _known(order: shapes.Shape | None) -> Order | None:
    places = tuple(place for place in order or () if isinstance(place, int))
    return places if order is not None and len(places) == len(order) else None


_ORDERS: dict[str, Callable[[Op, Order], Order | None]] = {
    "permute": _permuted,
    "transpose": _swapped,
    "swapaxes": _swapped,
    "movedim": _moved,
    "t": lambda op, order: order[::-1],
    "T": lambda op, order: order[::-1],
    "mT": lambda op, order: (*order[:-2], order[-1], order[-2]),
}
