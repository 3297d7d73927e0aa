"""What layers make of shapes: one function for each kind, over loopwise.shapes.

A rule answers None where a setting or an input is not known; it never guesses.
"""

from __future__ import annotations

import ast

from loopwise import shapes
from loopwise.program.facts.axis_shapes import broadcast
from loopwise.program.facts.shape_settings import (
    Setting,
    flag,
    number,
    setting,
    setting_of,
    shape_before,
    whole,
    whole_or,
)
from loopwise.program.facts.sizes import as_size
from loopwise.program.objects.losses import reduction_in
from loopwise.program.objects.modules import Layer, Parameters
from loopwise.program.objects.ops import Op
from loopwise.program.objects.tensors import Tensor
from loopwise.program.objects.torch_table import words
from loopwise.program.objects.truths import truth
from loopwise.program.objects.values import Const, Items, constant
from loopwise.shapes import Shape, Size


def linear(op: Op) -> Shape | None:
    """`nn.Linear`, `F.linear`."""
    shape = shape_before(op)
    if shape is None:
        _check_last_axis(op)
        return None
    if isinstance(op.layer, Layer):
        return shapes.linear(shape, number(op, None, 0, "in_features"), number(op, None, 1, "out_features"))
    weight = shape_before(op, 1)
    return shapes.linear(shape, weight[1], weight[0]) if weight is not None and len(weight) == 2 else None


def _check_last_axis(op: Op) -> None:
    """Refuse a width that another layer in front fixes, though the rank of what comes in is not known."""
    before = op.inputs[0] if op.inputs else None
    if isinstance(op.layer, Layer) and isinstance(before, Tensor):
        shapes.linear((before.size(-1),), number(op, None, 0, "in_features"), None)


def parameter(op: Op) -> Shape | None:
    """`fc.weight`, `emb.weight`: as its layer was made; of one made by hand, as what it was given."""
    node, layers = op.site.node, op.layer.of if isinstance(op.layer, Parameters) else ()
    layer = layers[0] if len(layers) == 1 else None
    if not isinstance(layer, Layer) or layer.kind not in ("linear", "embedding"):
        return shape_before(op)
    if not isinstance(node, ast.Attribute) or node.attr != "weight":
        return None
    sizes = [as_size(layer.arguments.get(at, name)) for at, name in enumerate(_SIDES[layer.kind])]
    return tuple(sizes[::-1] if layer.kind == "linear" else sizes)


_SIDES = {"linear": ("in_features", "out_features"), "embedding": ("num_embeddings", "embedding_dim")}


def lazy_linear(op: Op) -> Shape | None:
    """`nn.LazyLinear`."""
    shape = shape_before(op)
    return None if not shape else (*shape[:-1], number(op, None, 0, "out_features"))


def matmul(op: Op) -> Shape | None:
    """`one @ other`."""
    one, other = shape_before(op), shape_before(op, 1)
    return None if one is None or other is None else shapes.multiplied(one, other)


def batch_norm(op: Op) -> Shape | None:
    """Batch normalisation: as it comes in, if the channels are right."""
    shape, name = shape_before(op), op.layer.name if isinstance(op.layer, Layer) else ""
    ranks = {"BatchNorm1d": (2, 3), "BatchNorm2d": (4,), "BatchNorm3d": (5,)}.get(name)
    if shape is None or ranks is None:
        return shape
    return shapes.normalised(shape, ranks=ranks, channels=number(op, None, 0, "num_features"))


def embedding(op: Op) -> Shape | None:
    """`nn.Embedding`, `F.embedding`."""
    shape = shape_before(op)
    if shape is None:
        return None
    weight = shape_before(op, 1)
    width = (
        number(op, None, 1, "embedding_dim")
        if isinstance(op.layer, Layer)
        else weight[-1]
        if weight
        else None
    )
    return shapes.embedded(shape, width)


def _inner(op: Op) -> int:
    return int(next((letter for letter in op.kind if letter.isdigit()), "2"))


def conv(op: Op) -> Shape | None:
    """Convolutions, transposed ones too."""
    shape, inner = shape_before(op), _inner(op)
    if shape is None:
        return None
    back = 0 if isinstance(op.layer, Layer) else 1  # F.conv2d(x, weight, bias, stride, ...)
    transposed = "transpose" in op.kind
    kernel, channels, out = _kernel(op, inner)
    padding_word = constant(setting_of(op, 4 - back, "padding"))
    extra = 5 - back
    return shapes.convolved(
        shape,
        inner=inner,
        kernel=kernel,
        channels=channels,
        out=out,
        stride=setting(op, 1, 3 - back, "stride"),
        padding=padding_word if isinstance(padding_word, str) else setting(op, 0, 4 - back, "padding"),
        dilation=setting(op, 1, 8 if transposed and not back else 6 if transposed else extra, "dilation"),
        transposed=transposed,
        output_padding=setting(op, 0, extra, "output_padding") if transposed else 0,
    )


def _kernel(op: Op, inner: int) -> tuple[Setting, Size, Size]:
    """Return kernel, channels wanted, channels out: of a layer's settings, or of the weight given."""
    if isinstance(op.layer, Layer):
        channels = None if op.layer.name.startswith("Lazy") else number(op, None, 0, "in_channels")
        return setting(op, None, 2, "kernel_size"), channels, number(op, None, 1, "out_channels")
    return None, None, None


def pool(op: Op) -> Shape | None:
    """Poolings with a window."""
    shape = shape_before(op)
    if shape is None:
        return None
    if op.kind.startswith("dropout"):
        return shape
    kernel = setting(op, None, 0, "kernel_size")
    largest = op.kind.startswith("max")
    given = setting_of(op, 1, "stride")
    ceil = (5 if isinstance(op.layer, Layer) else 4) if largest else 3
    if truth(setting_of(op, 99, "return_indices") or Const(False)) is not False:
        return None
    return shapes.pooled(
        shape,
        inner=_inner(op),
        kernel=kernel,
        stride=kernel
        if given is None or (constant(given) is None and isinstance(given, Const))
        else setting(op, None, 1, "stride"),
        padding=setting(op, 0, 2, "padding"),
        dilation=setting(op, 1, 3, "dilation") if largest else 1,
        up=flag(op, False, ceil, "ceil_mode"),
    )


def adaptive(op: Op) -> Shape | None:
    """Poolings to a given size."""
    shape, inner = shape_before(op), _inner(op)
    if shape is None:
        return None
    given = setting_of(op, 0, "output_size")
    asked = list(given.items) if isinstance(given, Items) else [given] * inner
    if len(asked) != inner or len(shape) <= inner:
        return shapes.adapted(shape, inner=inner, out=[None] * inner)
    kept = [isinstance(one, Const) and one.value is None for one in asked]
    out = [old if keep else as_size(one) for old, keep, one in zip(shape[-inner:], kept, asked, strict=True)]
    return shapes.adapted(shape, inner=inner, out=out)


def resized(op: Op) -> Shape | None:
    """`F.interpolate`, `nn.Upsample`."""
    shape = shape_before(op)
    if shape is None or len(shape) < 3:
        return None
    size, scale = setting_of(op, 0, "size"), setting_of(op, 1, "scale_factor")
    inner = len(shape) - 2
    if isinstance(size, Items):
        return shapes.resized(shape, out=[as_size(item) for item in size.items])
    if size is not None and constant(size) is not None:
        return shapes.resized(shape, out=[as_size(size)] * inner)
    return shapes.resized(shape, out=None, scale=as_size(scale))


def pad(op: Op) -> Shape | None:
    """`F.pad`."""
    shape, given = shape_before(op), setting_of(op, 0, "pad", "padding")
    if shape is None:
        return None
    if not isinstance(op.layer, Layer) and isinstance(given, Items) and given.closed:
        return shapes.padded(shape, [whole(item) for item in given.items])
    return None


def shuffled(op: Op) -> Shape | None:
    """`nn.PixelShuffle`."""
    shape, factor = shape_before(op), whole(setting_of(op, 0, "upscale_factor"))
    return None if shape is None or factor is None else shapes.shuffled(shape, factor)


def recurrent(op: Op) -> Shape | None:
    """The outputs of an LSTM, GRU or RNN."""
    shape = shape_before(op)
    if shape is None or not isinstance(op.layer, Layer) or op.layer.arguments.named.get("proj_size"):
        return None
    return shapes.recurrent(
        shape,
        number(op, None, 0, "input_size"),
        number(op, None, 1, "hidden_size"),
        both_ways=flag(op, False, 6, "bidirectional"),
    )


def state(op: Op) -> Shape | None:
    """The last hidden state of a GRU or RNN; that of an LSTM is a pair (`part`)."""
    return hidden(op) if isinstance(op.layer, Layer) and op.layer.kind in ("gru", "rnn") else None


def hidden(state: Op) -> Shape | None:
    """The hidden state a recurrent layer ends with."""
    if not state.inputs or not isinstance(state.inputs[0], Tensor):
        return None
    op = state.inputs[0].op
    shape = op.out.shape
    if shape is None or len(shape) != 3 or not isinstance(op.layer, Layer):
        return None
    both, first = flag(op, False, 6, "bidirectional"), flag(op, False, 4, "batch_first")
    layers = number(op, 1, 2, "num_layers")
    if both is None or first is None:
        return None
    batch = shape[0] if first else shape[1]
    return (shapes.product((layers, 2 if both else 1)), batch, number(op, None, 1, "hidden_size"))


def one_hot(op: Op) -> Shape | None:
    """`F.one_hot`."""
    shape = shape_before(op)
    return None if shape is None else (*shape, number(op, None, 0, "num_classes"))


def halved(op: Op) -> Shape | None:
    """`F.glu`."""
    shape, axis = shape_before(op), whole_or(op, -1, 0, "dim")
    if not shape or axis is None:
        return None
    half = shapes.split(shape, 2, axis)
    return half


def loss(op: Op) -> Shape | None:
    """A loss: one number, unless nothing is averaged."""
    word = reduction_in(op.arguments.named if op.arguments is not None else {})
    if word in ("mean", "sum", "batchmean"):
        return () if op.arguments is not None and op.arguments.whole else None
    if word != "none":
        return None
    if op.kind in ("cross_entropy", "nll_loss"):
        return shape_before(op, 1)
    return broadcast(op) if op.kind in _EACH else None


_EACH = words(  # compare number by number
    "mse_loss l1_loss smooth_l1_loss huber_loss binary_cross_entropy binary_cross_entropy_with_logits kl_div"
)
