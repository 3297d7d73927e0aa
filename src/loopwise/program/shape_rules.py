"""Which operation changes a shape how: one function for each kind, over loopwise.shapes.

A rule answers None where a setting or an input is not known; it never guesses.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence

from loopwise import shapes
from loopwise.program.sizes import as_size
from loopwise.program.tensors import Layer, Op, Tensor
from loopwise.program.torch_table import LOSS_KINDS
from loopwise.program.values import Const, Items, Unknown, Value, constant, truth
from loopwise.shapes import Shape, Size

Rule = Callable[[Op], Shape | None]
Setting = int | None | Sequence[int | None]


def _before(op: Op, index: int = 0) -> Shape | None:
    """Return the shape of an input."""
    value = op.inputs[index] if index < len(op.inputs) else None
    return value.shape if isinstance(value, Tensor) else None


def _given(op: Op, position: int, *names: str) -> Value | None:
    """Return a setting; something unknown where `*args` may have brought it."""
    found = op.setting(position, *names)
    whole = op.arguments is not None and op.arguments.whole
    return found if found is not None or whole else Unknown()


def _number(op: Op, default: Size, position: int, *names: str) -> Size:
    given = _given(op, position, *names)
    return default if given is None else as_size(given)


def _flag(op: Op, default: bool, position: int, *names: str) -> bool | None:
    given = _given(op, position, *names)
    return default if given is None else truth(given)


def _axes(value: Value | None) -> list[int] | None:
    """Return one axis or several; None if they are not known."""
    values = value.items if isinstance(value, Items) and value.closed else (value,)
    known = [number for one in values if isinstance(number := constant(one), int)]
    return known if len(known) == len(values) else None


def _setting(op: Op, default: Setting, position: int, *names: str) -> Setting:
    """Return a setting of one number for all inner axes, or one each."""
    given = _given(op, position, *names)
    if given is None:
        return default
    if isinstance(given, Items):
        return [_whole(item) for item in given.items] if given.closed else None
    return _whole(given)


def _whole(value: Value | None) -> int | None:
    size = as_size(value)
    return size if isinstance(size, int) else None


def _same(op: Op) -> Shape | None:
    return _before(op)


def _broadcast(op: Op) -> Shape | None:
    """Tensors that go in together; a plain number changes nothing."""
    result: Shape = ()
    for value in op.inputs:
        if isinstance(value, Tensor):
            if value.shape is None:
                return None
            result = shapes.broadcast(result, value.shape)
        elif not isinstance(value, Const) and not isinstance(as_size(value), (int, shapes.Symbol)):
            return None
    return result


def _join(op: Op) -> Shape | None:
    """Arms of an `if`: what they agree on."""
    arms = [value.shape for value in op.inputs if isinstance(value, Tensor)]
    if not arms or any(arm is None or len(arm) != len(arms[0] or ()) for arm in arms):
        return None
    columns = zip(*(arm for arm in arms if arm is not None), strict=True)
    return tuple(column[0] if len(set(column)) == 1 else None for column in columns)


def _scalar(op: Op) -> Shape | None:
    return ()


def _linear(op: Op) -> Shape | None:
    shape = _before(op)
    if shape is None:
        return None
    if isinstance(op.layer, Layer):
        return shapes.linear(shape, _number(op, None, 0, "in_features"), _number(op, None, 1, "out_features"))
    weight = _before(op, 1)
    return shapes.linear(shape, weight[1], weight[0]) if weight is not None and len(weight) == 2 else None


def _lazy_linear(op: Op) -> Shape | None:
    shape = _before(op)
    return None if not shape else (*shape[:-1], _number(op, None, 0, "out_features"))


def _matmul(op: Op) -> Shape | None:
    one, other = _before(op), _before(op, 1)
    return None if one is None or other is None else shapes.multiplied(one, other)


def _embedding(op: Op) -> Shape | None:
    shape = _before(op)
    if shape is None:
        return None
    weight = _before(op, 1)
    width = (
        _number(op, None, 1, "embedding_dim")
        if isinstance(op.layer, Layer)
        else weight[-1]
        if weight
        else None
    )
    return shapes.embedded(shape, width)


def _inner(op: Op) -> int:
    return int(next((letter for letter in op.kind if letter.isdigit()), "2"))


def _conv(op: Op) -> Shape | None:
    shape, inner = _before(op), _inner(op)
    if shape is None:
        return None
    back = 0 if isinstance(op.layer, Layer) else 1  # F.conv2d(x, weight, bias, stride, ...)
    transposed = "transpose" in op.kind
    kernel, channels, out = _kernel(op, inner)
    padding_word = constant(_given(op, 4 - back, "padding"))
    extra = 5 - back
    return shapes.convolved(
        shape,
        inner=inner,
        kernel=kernel,
        channels=channels,
        out=out,
        stride=_setting(op, 1, 3 - back, "stride"),
        padding=padding_word if isinstance(padding_word, str) else _setting(op, 0, 4 - back, "padding"),
        dilation=_setting(op, 1, 8 if transposed and not back else 6 if transposed else extra, "dilation"),
        transposed=transposed,
        output_padding=_setting(op, 0, extra, "output_padding") if transposed else 0,
    )


def _kernel(op: Op, inner: int) -> tuple[Setting, Size, Size]:
    """Return kernel, channels wanted, channels out: of a layer's settings, or of the weight given."""
    if isinstance(op.layer, Layer):
        channels = None if op.layer.name.startswith("Lazy") else _number(op, None, 0, "in_channels")
        return _setting(op, None, 2, "kernel_size"), channels, _number(op, None, 1, "out_channels")
    return None, None, None


def _pool(op: Op) -> Shape | None:
    shape = _before(op)
    if shape is None:
        return None
    if op.kind.startswith("dropout"):
        return shape
    kernel = _setting(op, None, 0, "kernel_size")
    largest = op.kind.startswith("max")
    given = _given(op, 1, "stride")
    ceil = (5 if isinstance(op.layer, Layer) else 4) if largest else 3
    if truth(_given(op, 99, "return_indices") or Const(False)) is not False:
        return None
    return shapes.pooled(
        shape,
        inner=_inner(op),
        kernel=kernel,
        stride=kernel
        if given is None or (constant(given) is None and isinstance(given, Const))
        else _setting(op, None, 1, "stride"),
        padding=_setting(op, 0, 2, "padding"),
        dilation=_setting(op, 1, 3, "dilation") if largest else 1,
        up=_flag(op, False, ceil, "ceil_mode"),
    )


def _adaptive(op: Op) -> Shape | None:
    shape, inner = _before(op), _inner(op)
    if shape is None:
        return None
    given = _given(op, 0, "output_size")
    asked = list(given.items) if isinstance(given, Items) else [given] * inner
    if len(asked) != inner or len(shape) <= inner:
        return shapes.adapted(shape, inner=inner, out=[None] * inner)
    kept = [isinstance(one, Const) and one.value is None for one in asked]
    out = [old if keep else as_size(one) for old, keep, one in zip(shape[-inner:], kept, asked, strict=True)]
    return shapes.adapted(shape, inner=inner, out=out)


def _resized(op: Op) -> Shape | None:
    shape = _before(op)
    if shape is None or len(shape) < 3:
        return None
    size, scale = _given(op, 0, "size"), _given(op, 1, "scale_factor")
    inner = len(shape) - 2
    if isinstance(size, Items):
        return shapes.resized(shape, out=[as_size(item) for item in size.items])
    if size is not None and constant(size) is not None:
        return shapes.resized(shape, out=[as_size(size)] * inner)
    return shapes.resized(shape, out=None, scale=as_size(scale))


def _pad(op: Op) -> Shape | None:
    shape, given = _before(op), _given(op, 0, "pad", "padding")
    if shape is None:
        return None
    if not isinstance(op.layer, Layer) and isinstance(given, Items) and given.closed:
        return shapes.padded(shape, [_whole(item) for item in given.items])
    return None


def _shuffled(op: Op) -> Shape | None:
    shape, factor = _before(op), _whole(_given(op, 0, "upscale_factor"))
    return None if shape is None or factor is None else shapes.shuffled(shape, factor)


def _recurrent(op: Op) -> Shape | None:
    shape = _before(op)
    if shape is None or not isinstance(op.layer, Layer) or op.layer.arguments.named.get("proj_size"):
        return None
    return shapes.recurrent(
        shape,
        _number(op, None, 0, "input_size"),
        _number(op, None, 1, "hidden_size"),
        both_ways=_flag(op, False, 6, "bidirectional"),
    )


def _state(op: Op) -> Shape | None:
    """The last hidden state of a GRU or RNN; that of an LSTM is a pair (`_part`)."""
    return _hidden(op) if isinstance(op.layer, Layer) and op.layer.kind in ("gru", "rnn") else None


def _hidden(state: Op) -> Shape | None:
    if not state.inputs or not isinstance(state.inputs[0], Tensor):
        return None
    op = state.inputs[0].op
    shape = op.out.shape
    if shape is None or len(shape) != 3 or not isinstance(op.layer, Layer):
        return None
    both, first = _flag(op, False, 6, "bidirectional"), _flag(op, False, 4, "batch_first")
    layers = _number(op, 1, 2, "num_layers")
    if both is None or first is None:
        return None
    batch = shape[0] if first else shape[1]
    return (shapes.product((layers, 2 if both else 1)), batch, _number(op, None, 1, "hidden_size"))


def _flatten(op: Op) -> Shape | None:
    shape = _before(op)
    start = _whole_or(op, 1 if isinstance(op.layer, Layer) else 0, 0, "start_dim")
    end = _whole_or(op, -1, 1, "end_dim")
    if start is None or end is None:
        return None
    if shape is None:
        return (None,) * (start + 1) if start >= 0 and end == -1 else None
    return shapes.flattened(shape, start, end)


def _whole_or(op: Op, default: int, position: int, *names: str) -> int | None:
    size = _number(op, default, position, *names)
    return size if isinstance(size, int) else None


def _unflatten(op: Op) -> Shape | None:
    shape, axis, sizes = _before(op), _whole(_given(op, 0, "dim")), _given(op, 1, "sizes", "unflattened_size")
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


def _reshaped(op: Op) -> Shape | None:
    shape, asked = _before(op), _asked(op, "shape", "size")
    if asked is None or (len(asked) == 1 and as_size(asked[0]) is None):
        return None  # one unknown thing: a length, or a whole shape
    sizes = [as_size(value) for value in asked]
    if shape is None:
        return tuple(None if size == -1 else size for size in sizes)
    return shapes.reshaped(shape, sizes)


def _permuted(op: Op) -> Shape | None:
    shape, asked = _before(op), _asked(op, "dims")
    axes = _axes(Items("tuple", asked)) if asked is not None else None
    return None if shape is None or axes is None else shapes.permuted(shape, axes)


def _transposed(op: Op) -> Shape | None:
    shape = _before(op)
    one, other = (
        _whole(_given(op, 0, "dim0", "axis0")),
        _whole(_given(op, 1, "dim1", "axis1")),
    )
    return None if shape is None or one is None or other is None else shapes.swapped(shape, one, other)


def _moved(op: Op) -> Shape | None:
    shape, source, target = (
        _before(op),
        _whole(_given(op, 0, "source")),
        _whole(_given(op, 1, "destination")),
    )
    return None if shape is None or source is None or target is None else shapes.moved(shape, source, target)


def _turned(op: Op) -> Shape | None:
    """`x.t()`, `x.T`."""
    shape = _before(op)
    return shape if shape is None else shape[::-1]


def _turned_matrix(op: Op) -> Shape | None:
    shape = _before(op)
    return None if shape is None or len(shape) < 2 else shapes.swapped(shape, -1, -2)


def _squeezed(op: Op) -> Shape | None:
    shape, given = _before(op), _given(op, 0, "dim", "axis")
    if shape is None:
        return None
    axes = _axes(given) if given is not None else None
    return None if given is not None and axes is None else shapes.squeezed(shape, axes)


def _unsqueezed(op: Op) -> Shape | None:
    shape, axis = _before(op), _whole(_given(op, 0, "dim", "axis"))
    return None if shape is None or axis is None else shapes.unsqueezed(shape, axis)


def _expanded(op: Op) -> Shape | None:
    shape, asked = _before(op), _asked(op, "sizes", "size")
    if shape is None or asked is None:
        return None
    sizes = [as_size(value) for value in asked]
    return shapes.expanded(shape, sizes) if op.kind == "expand" else shapes.repeated(shape, sizes)


def _like_second(op: Op) -> Shape | None:
    return _before(op, 1)


def _parts(op: Op) -> list[Shape] | None:
    """Return the shapes of the tensors in a list, which stand in front of the other arguments."""
    given = op.arguments.get(0, "tensors") if op.arguments is not None else None
    if not isinstance(given, Items) or not given.closed or not given.items:
        return None
    found = [item.shape for item in given.items if isinstance(item, Tensor)]
    known = [shape for shape in found if shape is not None]
    return known if len(known) == len(given.items) else None


def _joined(op: Op) -> Shape | None:
    parts = _parts(op)
    default = -1 if op.kind == "hstack" else 0
    axis = _whole_or(op, default, 0, "dim", "axis")
    if parts is None or axis is None or op.kind in ("hstack", "vstack"):
        return None
    return shapes.stacked(parts, axis) if op.kind == "stack" else shapes.concatenated(parts, axis)


def _reduced(op: Op) -> Shape | None:
    shape, given = _before(op), _given(op, 0, "dim", "axis")
    keep = _flag(op, False, 1, "keepdim", "keepdims")
    if shape is None or keep is None:
        return None
    if given is None or (isinstance(given, Const) and given.value is None):
        return shapes.reduced(shape, keep=keep)
    axes = _axes(given)
    return None if axes is None else shapes.reduced(shape, axes, keep=keep)


def _norm(op: Op) -> Shape | None:
    shape, given = _before(op), _given(op, 1, "dim")
    if given is None and shape is not None:
        return ()
    axes = _axes(given)
    return (
        None
        if shape is None or axes is None
        else shapes.reduced(shape, axes, keep=bool(_flag(op, False, 2, "keepdim")))
    )


def _top(op: Op) -> Shape | None:
    """`topk`, `sort`: as the input, but for k."""
    shape = _before(op)
    if shape is None or not shape:
        return shape
    if "topk" in (op.shape, op.kind.removeprefix("values_of_")):
        axis = _whole_or(op, -1, 1, "dim")
        return None if axis is None else shapes.replaced(shape, axis, _number(op, None, 0, "k"))
    return shape


def _index(op: Op) -> Shape | None:
    """`argmax`, and the places that come with the values of `max`, `topk`, `sort`."""
    if op.shape in ("topk", "sort"):
        return _top(op)
    return None if op.shape in ("kthvalue", "mode") else _reduced(op)


def _one_hot(op: Op) -> Shape | None:
    shape = _before(op)
    return None if shape is None else (*shape, _number(op, None, 0, "num_classes"))


def _halved(op: Op) -> Shape | None:
    shape, axis = _before(op), _whole_or(op, -1, 0, "dim")
    if not shape or axis is None:
        return None
    half = shapes.split(shape, 2, axis)
    return half


def _made(op: Op) -> Shape | None:
    """`torch.randn(64, 10)`, `torch.zeros((64, 10))`, `torch.randint(0, 3, (64,))`."""
    arguments = op.arguments
    if arguments is None or not arguments.whole:
        return None
    if op.kind.endswith("_like"):
        return _before(op)
    named = arguments.named.get("size") or arguments.named.get("shape")
    given = [named] if named is not None else arguments.positional
    if op.kind in ("arange", "linspace", "randperm"):
        return _counted(op)
    if op.kind == "eye":
        rows = as_size(arguments.get(0, "n"))
        return (rows, rows) if len(arguments.positional) < 2 else (rows, as_size(arguments.positional[1]))
    if op.kind == "randint":
        given = [named] if named is not None else [v for v in given if isinstance(v, Items)]
    if op.kind == "full":
        given = given[:1]
    if len(given) == 1 and isinstance(given[0], Items):
        return tuple(as_size(item) for item in given[0].items) if given[0].closed else None
    if not given or op.kind == "randint" or (len(given) == 1 and as_size(given[0]) is None):
        return () if not given and op.kind in ("rand", "randn") else None
    return tuple(as_size(value) for value in given)


def _counted(op: Op) -> Shape | None:
    """`torch.arange(10)`, `torch.linspace(0, 1, 50)`, `torch.randperm(8)`."""
    assert op.arguments is not None
    if op.kind == "linspace":
        return (as_size(op.arguments.get(2, "steps")),)
    bounds = [as_size(value) for value in op.arguments.positional]
    numbers = [bound for bound in bounds if isinstance(bound, int)]
    if op.kind == "randperm" or len(bounds) == 1:
        return (bounds[0] if bounds else None,)
    known = len(numbers) == len(bounds) in (2, 3) and 0 not in numbers[2:]
    return (len(range(*numbers)),) if known else (None,)


def _copied(op: Op) -> Shape | None:
    """`torch.tensor(x)`: of an array, of nested lists, of a number."""
    value = op.inputs[0] if op.inputs else None
    return shape_of_literal(value)


def shape_of_literal(value: Value | None) -> Shape | None:
    """Return the shape that `torch.tensor` gives to a value."""
    if isinstance(value, Tensor):
        return value.shape
    if isinstance(value, Const):
        return () if isinstance(value.value, (int, float, bool, complex)) else None
    if not isinstance(value, Items):
        return None
    inner = {shape_of_literal(item) for item in value.items[:3]}
    if None in inner or len(inner) != 1:
        return (None,) if value.items and all(isinstance(item, Const) for item in value.items) else None
    first = inner.pop()
    return None if first is None else (len(value.items) if value.closed else None, *first)


def _getitem(op: Op) -> Shape | None:
    from loopwise.program.batches import part_of

    shape = _before(op)
    key = op.arguments.get(1) if op.arguments is not None else None
    batched = part_of(op.inputs[0], constant(key))
    if batched is not None:
        return batched.shape
    if shape is None:
        return None
    if not isinstance(op.site.node, ast.Subscript) or key is None:
        return shape[1:] if shape else None  # one of those it runs over
    node = op.site.node.slice
    nodes = node.elts if isinstance(node, ast.Tuple) else [node]
    values = key.items if isinstance(node, ast.Tuple) and isinstance(key, Items) else (key,)
    keys = [_key(value, part) for value, part in zip(values, nodes, strict=False)]
    return None if len(keys) != len(nodes) or "unknown" in keys else shapes.indexed(shape, keys)


def _key(value: Value, node: ast.expr) -> int | slice | Shape | str | None:
    if isinstance(node, ast.Slice):
        return value.value if isinstance(value, Const) and isinstance(value.value, slice) else "?"
    if isinstance(value, Const):
        if value.value is None:
            return None
        if value.value is ...:
            return "..."
        if isinstance(value.value, int) and not isinstance(value.value, bool):
            return value.value
    if isinstance(value, Tensor) and value.shape is not None and len(value.shape) == 1:
        return (None,) if value.op.role == "compare" else value.shape
    return "unknown"


def _part(op: Op) -> Shape | None:
    """One of what a tensor, a batch or an LSTM's state is unpacked into."""
    from loopwise.program.batches import part_of

    value = op.inputs[0]
    index = constant(op.arguments.get(1)) if op.arguments is not None else None
    batched = part_of(value, index)
    if batched is not None:
        return batched.shape
    if isinstance(value, Tensor) and value.op.kind == "state":
        return _hidden(value.op) if isinstance(index, int) else None
    shape = _before(op)
    return shape[1:] if shape else None


def _known(op: Op) -> Shape | None:
    """The reader itself knows: a data set of a library."""
    given = op.arguments.get(0) if op.arguments is not None else None
    return tuple(as_size(item) for item in given.items) if isinstance(given, Items) else None


def _opaque(op: Op) -> Shape | None:
    from loopwise.program.arrays import is_scaled

    return _before(op) if is_scaled(op) else None


def _loss(op: Op) -> Shape | None:
    given = op.arguments.named.get("reduction") if op.arguments is not None else None
    word = "mean" if given is None else constant(given)
    if word in ("mean", "sum", "batchmean"):
        return () if op.arguments is not None and op.arguments.whole else None
    if word != "none":
        return None
    return _before(op, 1) if op.kind in ("cross_entropy", "nll_loss") else _broadcast(op)


_REDUCING = (
    "sum mean prod std var logsumexp argmin amax amin max min median nanmean any all "
    "values_of_max values_of_min values_of_median count_nonzero"
)

_OF_KIND: dict[str, Rule] = {
    "join": _join,
    "data": _same,
    "grad": _same,
    "item": _scalar,
    "opaque": _opaque,
    "lazy_linear": _lazy_linear,
    "glu": _halved,
    "lstm": _recurrent,
    "gru": _recurrent,
    "rnn": _recurrent,
    "state": _state,
    "multihead_attention": _same,
    "flatten": _flatten,
    "ravel": _flatten,
    "unflatten": _unflatten,
    "squeeze": _squeezed,
    "unsqueeze": _unsqueezed,
    "permute": _permuted,
    "transpose": _transposed,
    "swapaxes": _transposed,
    "movedim": _moved,
    "t": _turned,
    "T": _turned,
    "mT": _turned_matrix,
    "expand": _expanded,
    "repeat": _expanded,
    "cat": _joined,
    "concat": _joined,
    "concatenate": _joined,
    "stack": _joined,
    "one_hot": _one_hot,
    "norm": _norm,
    "argmax": _index,
    "values_of_topk": _top,
    "values_of_sort": _top,
    "argsort": _same,
    "sort": _same,
    "dot": _scalar,
    "interpolate": _resized,
    "upsample": _resized,
    "pad": _pad,
    "pixel_shuffle": _shuffled,
    **dict.fromkeys(_REDUCING.split(), _reduced),
    **dict.fromkeys(("tensor", "as_tensor", "asarray", "from_numpy"), _copied),
    **dict.fromkeys(("view_as", "reshape_as", "expand_as", "gather"), _like_second),
    **dict.fromkeys(("eq", "ne", "gt", "ge", "lt", "le", "logical_and", "logical_or", "isclose"), _broadcast),
    **dict.fromkeys(
        ("isnan", "isfinite", "isinf", "logical_not", "dropout1d", "dropout2d", "dropout3d"), _same
    ),
    **dict.fromkeys(("equal", "allclose"), _scalar),
    **{f"adaptive_{one}_pool{inner}d": _adaptive for one in ("avg", "max") for inner in (1, 2, 3)},
    **dict.fromkeys(LOSS_KINDS, _loss),
}
_OF_TABLE: dict[str, Rule] = {  # by the last column of torch_table
    "same": _same,
    "first": _broadcast,
    "broadcast": _broadcast,
    "linear": _linear,
    "matmul": _matmul,
    "embedding": _embedding,
    "conv": _conv,
    "pool": _pool,
    "made": _made,
    "last": _reshaped,
    "getitem": _getitem,
}
_OF_READER: dict[str, Rule] = {"part": _part, "known": _known}  # said where the operation was made


def rule_of(op: Op) -> Rule | None:
    """Return the function that computes the shape of what an operation gives."""
    return _OF_READER.get(op.shape) or _OF_KIND.get(op.kind) or _OF_TABLE.get(op.shape)
