"""Patterns that have a name, found in the graph and not by the names of classes.

A block around an addition is what lies between the place where the ways part and the place where they meet:
two 3x3 convolutions are a basic residual block, 1x1-3x3-1x1 a bottleneck (He et al. 2015), 1x1-depthwise-1x1 an
inverted residual (Sandler et al. 2018); attention or two linear layers make half a transformer block (Vaswani et
al. 2017). Parallel ways that are concatenated are inception-like (Szegedy et al. 2014), a concatenation with an
earlier result is dense (Huang et al. 2016) or, across resolutions, a skip of a U-Net (Ronneberger et al. 2015); an
addition of enlarged results to finer ones is a feature pyramid's (Lin et al. 2017).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from loopwise.records.traced import Block, Merge, Operation
from loopwise.tracing.ways import Ways

_ATTENTION = frozenset(("scaled_dot_product_attention", "multi_head_attention_forward"))
_PRODUCTS = frozenset(("matmul", "bmm", "einsum", "baddbmm"))
_PASSES = frozenset(
    [
        "relu",
        "batch_norm",
        "layer_norm",
        "group_norm",
        "dropout",
        "dropout2d",
        "leaky_relu",
        "gelu",
        "silu",
        "tanh",
        "elu",
        "sigmoid",
    ]
)


def blocks_of(ways: Ways, merges: Sequence[Merge]) -> tuple[Block, ...]:
    """Return the blocks, in the order of their last operation."""
    found = [*_merged(ways, merges), *_stages(ways.operations)]
    return tuple(
        sorted((_placed(block, ways.operations) for block in found), key=lambda block: block.operations[-1])
    )


def _merged(ways: Ways, merges: Sequence[Merge]) -> Iterator[Block]:
    for merge in merges:
        inside = ways.inside(merge) if merge.kind != "gate" else []
        kind = _kind(ways, merge, [ways.operations[number] for number in inside]) if inside else ""
        if kind:
            yield Block(kind, "", (*inside, merge.operation))


def _kind(ways: Ways, merge: Merge, inside: Sequence[Operation]) -> str:
    if merge.by == "cat":
        return _concatenated(ways, merge, inside)
    if merge.kind != "skip":
        return ""
    beside = set(ways.shortcut(merge))
    main = [one for one in inside if one.number in ways.weighted and one.number not in beside]
    if not main or ways.operations[merge.source].shape != ways.operations[merge.operation].shape:
        return ""  # y = F(x, W) + x has weights, and a shortcut as large as the sum
    if _attends(ways, inside):
        return "transformer_attention"
    if all(one.name == "linear" for one in main):
        is_tokens = len(ways.operations[merge.operation].shape) > 2
        return "transformer_feed_forward" if is_tokens and len(main) in (2, 3) else "residual"
    if any(_enlarges(one) for one in inside):
        return "pyramid"
    if any(is_depthwise(one) for one in main):
        return "inverted_residual"
    kernels = [kernel_of(one) for one in main]
    return {(1, 3, 1): "residual_bottleneck", (3, 3): "residual_basic"}.get(tuple(kernels), "residual")


def _attends(ways: Ways, inside: Sequence[Operation]) -> bool:
    """Tell whether there is attention: torch's own, or a softmax and a product of results by hand."""
    names = {one.name for one in inside}
    by_hand = "softmax" in names and any(
        one.name in _PRODUCTS and one.number not in ways.weighted for one in inside
    )
    return by_hand or not names.isdisjoint(_ATTENTION)


def _concatenated(ways: Ways, merge: Merge, inside: Sequence[Operation]) -> str:
    if merge.kind == "branches":
        convolves = any(one.number in ways.weighted and one.name.startswith("conv") for one in inside)
        return "inception" if len(ways.operations[merge.operation].inputs) > 2 and convolves else ""
    resampled = any("pool" in one.name or _enlarges(one) for one in inside)
    return "encoder_decoder" if resampled else "dense"


def _enlarges(one: Operation) -> bool:
    return one.name == "interpolate" or one.name.startswith("conv_transpose")


def kernel_of(one: Operation) -> int:
    """Return the longer side of a convolution's kernel, 0 where there is none."""
    sizes = one.settings.get("kernel_size")
    return int(max(sizes)) if isinstance(sizes, list) and sizes else 0


def is_depthwise(one: Operation) -> bool:
    """Tell whether every channel has a kernel of its own."""
    groups = one.settings.get("groups")
    return isinstance(groups, int) and groups > 1 and groups == one.settings.get("in_channels")


def _stages(operations: Sequence[Operation]) -> Iterator[Block]:
    """Yield runs of convolutions that end in a pool; VGG's are of 3x3, some two or more in a row."""
    stages = list(_runs(operations))
    several = any(sum(operations[n].name == "conv2d" for n in stage) > 1 for stage in stages)
    for stage in stages:
        kernels = {kernel_of(operations[number]) for number in stage if operations[number].name == "conv2d"}
        yield Block("vgg_stage" if several and kernels == {3} else "conv_stage", "", tuple(stage))


def _runs(operations: Sequence[Operation]) -> Iterator[list[int]]:
    used: dict[int, int] = {}
    for one in operations:
        for source in one.inputs:
            used[source] = used.get(source, 0) + 1
    run: list[int] = []
    for one in operations:
        follows = bool(run) and one.inputs == (run[-1],) and used.get(run[-1]) == 1
        if one.name == "conv2d" and stride_of(one) == 1:
            run = [*run, one.number] if follows else [one.number]
        elif run and follows and one.name in _PASSES:
            run.append(one.number)
        elif run and follows and one.name in ("max_pool2d", "avg_pool2d"):
            yield [*run, one.number]
            run = []
        else:
            run = []


def stride_of(one: Operation) -> int:
    """Return the larger stride of a convolution."""
    stride = one.settings.get("stride")
    return int(max(stride)) if isinstance(stride, list) and stride else int(stride or 1)


def _placed(block: Block, operations: Sequence[Operation]) -> Block:
    """Name the module all of a block lies in."""
    paths = [operations[number].path.split(".") for number in block.operations]
    first, last = min(paths), max(paths)  # what these two share in front, all between them share
    differ = (at for at, (one, other) in enumerate(zip(first, last, strict=False)) if one != other)
    return Block(block.kind, ".".join(first[: next(differ, len(first))]), block.operations)
