"""What the program's own numbers say about a tensor's shape. Asked for on demand, computed once a tensor.

The arithmetic is that of loopwise.shapes; here stands which operation is which function.
"""

from __future__ import annotations

from collections.abc import Callable

from loopwise.program.facts import axis_shapes, layer_shapes, made_shapes, pieces
from loopwise.program.objects.ops import Op
from loopwise.program.objects.torch_table import LOSS_KINDS, MEETS_TENSORS
from loopwise.shapes import Shape, ShapeError

Rule = Callable[[Op], Shape | None]

_REDUCING = (
    "sum mean prod std var logsumexp argmin amax amin max min median nanmean any all "
    "values_of_max values_of_min values_of_median count_nonzero"
)

_OF_KIND: dict[str, Rule] = {
    "join": axis_shapes.join,
    "data": axis_shapes.same_shape,
    "grad": axis_shapes.same_shape,
    "item": axis_shapes.scalar,
    "opaque": made_shapes.opaque,
    "parameter": layer_shapes.parameter,
    "lazy_linear": layer_shapes.lazy_linear,
    "batch_norm": layer_shapes.batch_norm,
    "glu": layer_shapes.halved,
    "lstm": layer_shapes.recurrent,
    "gru": layer_shapes.recurrent,
    "rnn": layer_shapes.recurrent,
    "state": layer_shapes.state,
    "multihead_attention": axis_shapes.same_shape,
    "flatten": axis_shapes.flatten,
    "ravel": axis_shapes.flatten,
    "unflatten": axis_shapes.unflatten,
    "squeeze": axis_shapes.squeezed,
    "unsqueeze": axis_shapes.unsqueezed,
    "permute": axis_shapes.permuted,
    "transpose": axis_shapes.transposed,
    "swapaxes": axis_shapes.transposed,
    "movedim": axis_shapes.moved,
    "t": axis_shapes.turned,
    "T": axis_shapes.turned,
    "mT": axis_shapes.turned_matrix,
    "expand": axis_shapes.expanded,
    "repeat": axis_shapes.expanded,
    "cat": axis_shapes.joined,
    "concat": axis_shapes.joined,
    "concatenate": axis_shapes.joined,
    "stack": axis_shapes.joined,
    "pad_sequence": made_shapes.padded,
    "split": pieces.piece,
    "chunk": pieces.piece,
    "unbind": pieces.row,
    "one_hot": layer_shapes.one_hot,
    "norm": axis_shapes.norm,
    "argmax": axis_shapes.index,
    "values_of_topk": axis_shapes.top,
    "values_of_sort": axis_shapes.top,
    "argsort": axis_shapes.same_shape,
    "sort": axis_shapes.same_shape,
    "dot": axis_shapes.scalar,
    **dict.fromkeys(MEETS_TENSORS, axis_shapes.met),
    "interpolate": layer_shapes.resized,
    "upsample": layer_shapes.resized,
    "pad": layer_shapes.pad,
    "pixel_shuffle": layer_shapes.shuffled,
    **dict.fromkeys(_REDUCING.split(), axis_shapes.reduced),
    **dict.fromkeys(("softmax", "log_softmax", "softmin", "cumsum"), axis_shapes.along),
    **dict.fromkeys(("tensor", "as_tensor", "asarray", "from_numpy"), made_shapes.copied),
    **dict.fromkeys(("view_as", "reshape_as", "expand_as", "gather"), axis_shapes.like_second),
    **dict.fromkeys(
        ("eq", "ne", "gt", "ge", "lt", "le", "logical_and", "logical_or", "isclose"), axis_shapes.broadcast
    ),
    **dict.fromkeys(
        ("isnan", "isfinite", "isinf", "logical_not", "dropout1d", "dropout2d", "dropout3d"),
        axis_shapes.same_shape,
    ),
    **dict.fromkeys(("equal", "allclose"), axis_shapes.scalar),
    **{
        f"adaptive_{one}_pool{inner}d": layer_shapes.adaptive for one in ("avg", "max") for inner in (1, 2, 3)
    },
    **dict.fromkeys(LOSS_KINDS, layer_shapes.loss),
}
_OF_TABLE: dict[str, Rule] = {  # by the last column of torch_table
    "same": axis_shapes.same_shape,
    "first": axis_shapes.broadcast,
    "broadcast": axis_shapes.broadcast,
    "linear": layer_shapes.linear,
    "matmul": layer_shapes.matmul,
    "embedding": layer_shapes.embedding,
    "conv": layer_shapes.conv,
    "pool": layer_shapes.pool,
    "made": made_shapes.made,
    "last": axis_shapes.reshaped,
    "getitem": made_shapes.getitem,
}
_OF_READER: dict[str, Rule] = {
    "part": made_shapes.part,
    "known": made_shapes.known,
}  # said where the operation was made


def settle(op: Op) -> None:
    """Work out the shape of what an operation gives, or why torch would refuse; those behind it are settled first."""
    waiting, seen = [op], {op}
    while waiting:  # each is kept, so no question recurses deeply
        before = [one.op for one in waiting[-1].tensors if not one.is_settled and one.op not in seen]
        if before:
            seen.update(before)
            waiting += before
        else:
            _settle_alone(waiting.pop())


def _settle_alone(op: Op) -> None:
    if op.out.is_settled:
        return
    op.out.settle_as(None)  # what asks for it in a circle is told nothing
    rule = _OF_READER.get(op.shape) or _OF_KIND.get(op.kind) or _OF_TABLE.get(op.shape)
    try:
        if rule is not None and (shape := rule(op)) is not None:
            op.out.settle_as(shape)
    except ShapeError as refusal:
        op.out.settle_as(None, refusal)
