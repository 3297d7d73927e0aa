"""What moving, joining and reducing axes makes of shapes: one function for each kind, over loopwise.shapes."""

from __future__ import annotations

from loopwise import shapes
from loopwise.program.facts.shape_settings import (
    axes_of,
    flag,
    is_in_place,
    number,
    setting_of,
    shape_before,
    whole,
    whole_or,
)
from loopwise.program.facts.sizes import as_size
from loopwise.program.objects.modules import Layer
from loopwise.program.objects.numbers import Number
from loopwise.program.objects.ops import Op
from loopwise.program.objects.tensors import Tensor
from loopwise.program.objects.values import Const, Items, Unknown, Value
from loopwise.shapes import Shape, ShapeError


def same_shape(op: Op) -> Shape | None:
    """Leave the shape as it is."""
    return shape_before(op)


def along(op: Op) -> Shape | None:
    """`softmax(dim=1)`: as it comes in, if it has that axis."""
    shape, axis = shape_before(op), whole(setting_of(op, 0, "dim", "axis"))
    if shape is not None and axis is not None:
        shapes.at(axis, len(shape))
    return shape


def met(op: Op) -> Shape | None:
    """As the first, or longer where another tensor is: `x.unsqueeze(-1).pow(exponents)`; a mask is rarely."""
    others = [value for value in op.inputs[1:] if isinstance(value, Tensor)]
    if not others or (op.kind == "masked_fill" and others[0].shape is None):
        return shape_before(op)
    return broadcast(op)


def broadcast(op: Op) -> Shape | None:
    """Tensors that go in together; a plain number changes nothing."""
    result: Shape = ()
    for value in op.inputs:
        if isinstance(value, Tensor):
            if value.shape is None:
                return None
            result = shapes.broadcast(result, value.shape)
        elif not _is_number(value):
            return None
    before = shape_before(op)
    if before and is_in_place(op) and _grows(before, result):
        raise ShapeError("in place", before, result)
    return result


def _is_number(value: Value) -> bool:
    """Whether it is surely one plain number: a literal, a length, `math.sqrt(d)`."""
    computed = isinstance(value, Unknown) and value.made_by.startswith("math.")
    return computed or isinstance(value, (Const, Number)) or isinstance(as_size(value), (int, shapes.Symbol))


def _grows(before: Shape, after: Shape) -> bool:
    """Whether an axis of length 1 became longer, or there are more axes."""
    behind = zip(reversed(before), reversed(after), strict=False)
    return len(after) > len(before) or any(
        old == 1 and isinstance(new, int) and new > 1 for old, new in behind
    )


def join(op: Op) -> Shape | None:
    """Arms of an `if`: what they agree on."""
    arms = [value.shape for value in op.inputs if isinstance(value, Tensor)]
    if not arms or any(arm is None or len(arm) != len(arms[0] or ()) for arm in arms):
        return None
    columns = zip(*(arm for arm in arms if arm is not None), strict=True)
    return tuple(column[0] if len(set(column)) == 1 else None for column in columns)


def scalar(op: Op) -> Shape | None:
    """One number."""
    return ()


def flatten(op: Op) -> Shape | None:
    """`flatten(1)`, `nn.Flatten()`; of an unknown shape at least the rank is known."""
    shape = shape_before(op)
    start = whole_or(op, 1 if isinstance(op.layer, Layer) else 0, 0, "start_dim")
    end = whole_or(op, -1, 1, "end_dim")
    if start is None or end is None:
        return None
    if shape is None:
        return (None,) * (start + 1) if start >= 0 and end == -1 else None
    return shapes.flattened(shape, start, end)


def unflatten(op: Op) -> Shape | None:
    """`unflatten(1, (3, 4))`."""
    shape, axis, sizes = (
        shape_before(op),
        whole(setting_of(op, 0, "dim")),
        setting_of(op, 1, "sizes", "unflattened_size"),
    )
    if shape is None or axis is None or not isinstance(sizes, Items):
        return None
    return shapes.unflattened(shape, axis, [as_size(item) for item in sizes.items])


def _asked(op: Op, *names: str) -> list[Value] | None:
    """Return what stands behind the tensor: `x.view(a, b)`, `x.view((a, b))`, `x.reshape(shape=(a, b))`."""
    if op.arguments is None or not op.arguments.whole:
        return None
    given = op.arguments.positional[1:] or [v for n, v in op.arguments.named.items() if n in names]
    if len(given) == 1 and isinstance(given[0], Items):
        return list(given[0].items) if given[0].closed else None
    return (
        given
        if given
        and all(isinstance(as_size(v), (int, shapes.Symbol)) or isinstance(v, Unknown) for v in given)
        else None
    )


def reshaped(op: Op) -> Shape | None:
    """`view`, `reshape`."""
    shape, asked = shape_before(op), _asked(op, "shape", "size")
    if asked is None or (len(asked) == 1 and as_size(asked[0]) is None):
        return None  # one unknown thing: a length, or a whole shape
    sizes = [as_size(value) for value in asked]
    if shape is None:
        return tuple(None if size == -1 else size for size in sizes)
    return shapes.reshaped(shape, sizes)


def permuted(op: Op) -> Shape | None:
    """`permute`."""
    shape, axes = shape_before(op), axes_named(op)
    return None if shape is None or axes is None else shapes.permuted(shape, axes)


def axes_named(op: Op) -> list[int] | None:
    """Return the axes that a permute names, in its order; None if they are not known."""
    asked = _asked(op, "dims")
    return axes_of(Items("tuple", asked)) if asked is not None else None


def transposed(op: Op) -> Shape | None:
    """`transpose`, `swapaxes`; of numpy also `transpose(2, 0, 1)`."""
    shape = shape_before(op)
    if op.arguments is not None and len(op.arguments.positional) > 3:
        return permuted(op)
    one, other = (
        whole(setting_of(op, 0, "dim0", "axis0")),
        whole(setting_of(op, 1, "dim1", "axis1")),
    )
    return None if shape is None or one is None or other is None else shapes.swapped(shape, one, other)


def moved(op: Op) -> Shape | None:
    """`movedim`."""
    shape, source, target = (
        shape_before(op),
        whole(setting_of(op, 0, "source")),
        whole(setting_of(op, 1, "destination")),
    )
    return None if shape is None or source is None or target is None else shapes.moved(shape, source, target)


def turned(op: Op) -> Shape | None:
    """`x.t()`, `x.T`."""
    shape = shape_before(op)
    return shape if shape is None else shape[::-1]


def turned_matrix(op: Op) -> Shape | None:
    """`x.mT`."""
    shape = shape_before(op)
    return None if shape is None or len(shape) < 2 else shapes.swapped(shape, -1, -2)


def squeezed(op: Op) -> Shape | None:
    """`squeeze`."""
    shape, given = shape_before(op), setting_of(op, 0, "dim", "axis")
    if shape is None:
        return None
    axes = axes_of(given) if given is not None else None
    return None if given is not None and axes is None else shapes.squeezed(shape, axes)


def unsqueezed(op: Op) -> Shape | None:
    """`unsqueeze`."""
    shape, axis = shape_before(op), whole(setting_of(op, 0, "dim", "axis"))
    return None if shape is None or axis is None else shapes.unsqueezed(shape, axis)


def expanded(op: Op) -> Shape | None:
    """`expand`, `repeat`."""
    shape, asked = shape_before(op), _asked(op, "sizes", "size")
    if shape is None or asked is None:
        return None
    sizes = [as_size(value) for value in asked]
    return shapes.expanded(shape, sizes) if op.kind == "expand" else shapes.repeated(shape, sizes)


def like_second(op: Op) -> Shape | None:
    """`view_as`, `expand_as`; `gather`, where the axis comes first."""
    return shape_before(op, 2 if op.is_("gather") and len(op.inputs) > 2 else 1)


def _parts(op: Op) -> list[Shape] | None:
    """Return the shapes of the tensors in a list, which stand in front of the other arguments."""
    given = op.arguments.get(0, "tensors") if op.arguments is not None else None
    if not isinstance(given, Items) or not given.items:
        return None
    found = [item.shape for item in given.items if isinstance(item, Tensor)]
    known = [shape for shape in found if shape is not None]
    return known if len(known) == len(given.items) else None


def _is_open(op: Op) -> bool:
    """Whether the list of tensors may hold more than those that are known."""
    given = op.arguments.get(0, "tensors") if op.arguments is not None else None
    return isinstance(given, Items) and not given.closed


def joined(op: Op) -> Shape | None:
    """`cat`, `stack`."""
    parts = _parts(op)
    default = -1 if op.kind == "hstack" else 0
    axis = whole_or(op, default, 0, "dim", "axis")
    if parts is None or axis is None or op.kind in ("hstack", "vstack"):
        return None
    whole = shapes.stacked(parts, axis) if op.kind == "stack" else shapes.concatenated(parts, axis)
    return shapes.replaced(whole, axis, None) if _is_open(op) else whole


def reduced(op: Op) -> Shape | None:
    """`sum`, `mean`, `max` ... over all axes or some."""
    shape, given = shape_before(op), setting_of(op, 0, "dim", "axis")
    keep = flag(op, False, 1, "keepdim", "keepdims")
    if shape is None or keep is None:
        return None
    if given is None or (isinstance(given, Const) and given.value is None):
        return shapes.reduced(shape, keep=keep)
    axes = axes_of(given)
    return None if axes is None else shapes.reduced(shape, axes, keep=keep)


def norm(op: Op) -> Shape | None:
    """`x.norm(dim=1)`."""
    shape, given = shape_before(op), setting_of(op, 1, "dim", "axis")
    if given is None and shape is not None:
        return ()
    axes = axes_of(given)
    return (
        None
        if shape is None or axes is None
        else shapes.reduced(shape, axes, keep=bool(flag(op, False, 2, "keepdim", "keepdims")))
    )


def top(op: Op) -> Shape | None:
    """`topk`, `sort`: as the input, but for k."""
    shape = shape_before(op)
    if shape is None or not shape:
        return shape
    if "topk" in (op.shape, op.kind.removeprefix("values_of_")):
        axis = whole_or(op, -1, 1, "dim")
        return None if axis is None else shapes.replaced(shape, axis, number(op, None, 0, "k"))
    return shape


def index(op: Op) -> Shape | None:
    """`argmax`, and the places that come with the values of `max`, `topk`, `sort`."""
    if op.shape in ("topk", "sort"):
        return top(op)
    return None if op.shape in ("kthvalue", "mode") else reduced(op)
