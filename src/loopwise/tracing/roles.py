"""What each operation is for, from what it is and where it stands. Keys; `rendering.roles` has the words.

A 1x1 convolution mixes channels; on the shorter way of a skip it projects the shortcut; in front of a 3x3 inside a
bottleneck it reduces. The last linear layer is the head, a Flatten stands between features and classifier.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from loopwise.records.traced import Block, Merge, Operation
from loopwise.tracing.blocks import is_depthwise, kernel_of, stride_of
from loopwise.tracing.ways import Ways

_ACTIVATIONS = frozenset(
    [
        "relu",
        "relu6",
        "leaky_relu",
        "prelu",
        "elu",
        "selu",
        "celu",
        "gelu",
        "silu",
        "mish",
        "sigmoid",
        "tanh",
        "softplus",
        "hardtanh",
        "hardswish",
        "hardsigmoid",
        "logsigmoid",
        "softsign",
        "glu",
        "threshold",
        "rrelu",
    ]
)
_RELAID = frozenset(
    [
        "view",
        "reshape",
        "permute",
        "transpose",
        "swapaxes",
        "movedim",
        "squeeze",
        "unsqueeze",
        "contiguous",
        "expand",
        "repeat",
        "getitem",
        "chunk",
        "split",
        "T",
        "mT",
        "t",
        "unflatten",
        "stack",
        "unfold",
        "select",
        "narrow",
        "unbind",
        "roll",
        "flip",
        "to",
        "clone",
        "detach",
        "expand_as",
    ]
)
_REDUCED = frozenset(["mean", "sum", "amax", "amin", "max", "min", "std", "var", "norm", "logsumexp"])
_RECURRENT = frozenset(
    ["lstm", "gru", "rnn_tanh", "rnn_relu", "lstm_cell", "gru_cell", "rnn_tanh_cell", "rnn_relu_cell"]
)
_PRODUCTS = frozenset(["matmul", "mm", "bmm", "einsum", "baddbmm", "addmm", "bilinear", "mv", "dot"])


def give_roles(ways: Ways, merges: Sequence[Merge], blocks: Sequence[Block], *, whole: bool) -> None:
    """Write its role into every operation, which nobody else has yet.

    whole: the forward came to its end; otherwise nobody knows the head.
    """
    shortcuts = {
        merge.operation: [n for n in ways.shortcut(merge) if n in ways.weighted]
        for merge in merges
        if merge.kind == "skip"
    }
    place = _Places(
        merges={merge.operation: merge for merge in merges},
        projected={number for number, weighted in shortcuts.items() if weighted},
        projecting={number for weighted in shortcuts.values() for number in weighted},
        bottlenecks={n for block in blocks if block.kind == "residual_bottleneck" for n in block.operations},
        heads=_heads(ways) if whole else set(),
    )
    for one in ways.operations:
        # Copies of frozen records, with `replace`, would take as long as all the rest that is told of their places.
        object.__setattr__(one, "role", _role(ways.operations, one, place))


@dataclass(frozen=True, slots=True)
class _Places:
    """Where operations stand, by number. projected: sums whose shortcut has weights; projecting: those weights."""

    merges: dict[int, Merge]
    projected: set[int]
    projecting: set[int]
    bottlenecks: set[int]
    heads: set[int]


def _role(operations: Sequence[Operation], one: Operation, place: _Places) -> str:
    if one.name == "input":
        return "input"
    if one.number in place.merges:
        return _meeting(place.merges[one.number], place)
    if one.name.startswith("conv"):
        return _convolution(one, place)
    if one.name == "linear":
        return "head" if one.number in place.heads else "hidden_layer"
    if "pool" in one.name or one.name in _REDUCED:
        return _pooling(operations, one)
    if one.name in _RELAID or one.name == "flatten":
        return "flatten" if _flattens(operations, one) else "relayout"
    return _by_name(one)


def _by_name(one: Operation) -> str:
    name = one.name
    if name in _BY_NAME:
        return _BY_NAME[name]
    if name.endswith("_norm") or name == "normalize":
        return "normaliser"
    if "dropout" in name:
        return "regulariser"
    if "attention" in name:
        return "attention"
    return "arithmetic" if one.inputs else "constant"


_BY_NAME = {
    **dict.fromkeys(_ACTIVATIONS, "activation"),
    **dict.fromkeys(_RELAID, "relayout"),
    **dict.fromkeys(("softmax", "log_softmax"), "probabilities"),
    **dict.fromkeys(_RECURRENT, "recurrent"),
    **dict.fromkeys(_PRODUCTS, "product"),
    **dict.fromkeys(("interpolate", "pixel_shuffle", "upsample", "max_unpool2d"), "up_sampler"),
    "embedding": "embedding",
    "pad": "padding",
}


def _meeting(merge: Merge, place: _Places) -> str:
    if merge.kind != "skip":
        return "gate" if merge.kind == "gate" else "branches_join"
    if merge.by == "cat":
        return "skip_concatenation"
    return "projected_shortcut" if merge.operation in place.projected else "identity_shortcut"


def _convolution(one: Operation, place: _Places) -> str:
    if one.name.startswith("conv_transpose"):
        return "up_sampler"
    if one.number in place.projecting:
        return "projection_shortcut"
    if one.number in place.heads:
        return "head"
    inner, out = one.settings.get("in_channels", 0), one.settings.get("out_channels", 0)
    if kernel_of(one) == 1:
        if one.number in place.bottlenecks:
            return "bottleneck_reduces" if out <= inner else "bottleneck_expands"
        return "channel_mixer"
    if stride_of(one) > 1:
        return "strided_extractor"
    return "depthwise" if is_depthwise(one) else "feature_extractor"


def _pooling(operations: Sequence[Operation], one: Operation) -> str:
    shape = operations[one.inputs[0]].shape if one.inputs else ()
    if len(shape) > 2 and math.prod(one.shape[2:]) == 1 and len(one.shape) >= 2 and math.prod(shape[2:]) > 1:
        return "global_pool"
    if "pool" not in one.name:
        return "reduction"
    if math.prod(one.shape) < math.prod(shape):
        return "down_sampler"
    return "resizer" if one.name.startswith("adaptive") else "pool"


def _flattens(operations: Sequence[Operation], one: Operation) -> bool:
    """Tell whether a picture becomes a row."""
    if not one.inputs or len(one.shape) != 2:
        return False
    shape = operations[one.inputs[0]].shape
    return len(shape) > 2 and one.shape[0] == shape[0] and math.prod(shape) == math.prod(one.shape)


def _heads(ways: Ways) -> set[int]:
    """Return the last layers with weights: no other one comes behind them."""
    weighted = [one for one in ways.operations if one.number in ways.weighted]
    passed = ways.before(source for one in weighted for source in one.inputs)
    return {one.number for one in weighted if not passed >> one.number & 1}
