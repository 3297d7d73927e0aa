"""What a model's graph shows of how it is built: layers that fold into one, a penalty of norms, heads nobody asks.

    folded_in(walked(loss.grad_fn))  # Linear layers with nothing between them, and how far they are from one layer
    norms_in(loss.grad_fn)           # the norms of parameters that a loss adds up

Read at the first looks at a training, before `backward()` frees the graph; nothing found here may outlive them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

import torch
from torch import Tensor, nn

from loopwise.runtime.dynamics.built import Norms
from loopwise.runtime.dynamics.passes import leaf_behind
from loopwise.runtime.graph import SUMMING
from loopwise.runtime.nodes import LAYOUT, MOST_NODES, Node, behind, inputs, kind_of, saved, together

_ROWS = 256  # of a batch that the folded layer is asked about
_NORM = ("LinalgVectorNorm", "Norm")


class Pair(NamedTuple):
    """Two Linear layers, one on the other. apart: the largest difference from one layer, beside the largest answer."""

    first: Tensor
    second: Tensor
    apart: float


class _Linear(NamedTuple):
    """weight: (out, in). bias: (out,) or None. given: (N, in)."""

    weight: Tensor
    bias: Tensor | None
    given: Tensor


def folded_in(nodes: list[Node]) -> Iterator[Pair]:
    """Yield the pairs that one layer W2 W1, W2 b1 + b2 would replace: no bottleneck, and nobody else asks the first."""
    uses = Counter(id(before) for node in nodes for before in inputs(node))
    for node in nodes:
        kind = kind_of(node)
        if kind not in ("Addmm", "Mm"):
            continue
        given = node.next_functions[1 if kind == "Addmm" else 0][0]
        before = behind([given]) if given is not None else None
        drops = before is not None and _drops(before)
        if before is not None and drops:
            before = behind(inputs(before))
        if before is None or kind_of(before) not in ("Addmm", "Mm") or uses[id(before)] > 1:
            continue
        first, second = _linear(before), _linear(node)
        if first is not None and second is not None and _folds(first, second):
            yield Pair(first.weight, second.weight, _apart(first, second, drops))


def norms_in(root: Node) -> Norms | None:
    """Measure the Euclidean norms of whole parameters that a loss adds up as they are, where there are several."""
    found: dict[int, tuple[Tensor, Tensor]] = {}
    queue, seen = [root], {root}
    for node in queue:
        kind = kind_of(node)
        if kind in _NORM:
            of, norm = _whole_norm(node)
            if of is not None and norm is not None:
                found[id(of)] = of, norm
        elif (kind in SUMMING or kind in LAYOUT) and not _multiplies(node, kind):
            fresh = [one for one in inputs(node) if one not in seen]
            seen.update(fresh)
            queue.extend(fresh)
        if len(seen) > MOST_NODES:
            break
    if len(found) < 2:
        return None
    sizes = together([norm.float() for _, norm in found.values()]).tolist()
    flat = sum(of.dim() < 2 for of, _ in found.values())
    return Norms(len(found), flat, min(sizes), max(sizes))


def _linear(node: Node) -> _Linear | None:
    has_bias = kind_of(node) == "Addmm"
    behind_weight = node.next_functions[2 if has_bias else 1][0]
    if behind_weight is None or kind_of(behind_weight) not in ("T", "Transpose"):
        return None
    weight, given = leaf_behind(behind_weight), saved(node, "mat1" if has_bias else "self")
    bias = leaf_behind(node.next_functions[0][0]) if has_bias else None
    if weight is None or given is None or (has_bias and bias is None):
        return None
    return _Linear(weight, bias, given[:_ROWS])


def _folds(first: _Linear, second: _Linear) -> bool:
    hidden, wide = len(first.weight), first.weight.shape[1]
    fits = hidden == second.weight.shape[1] and len(first.given) == len(second.given)
    return fits and hidden >= min(wide, len(second.weight))


def _drops(node: Node) -> bool:
    """Tell whether a node is a dropout: it multiplies by 0 and one other number, or says so itself."""
    if kind_of(node) != "Mul" or len(inputs(node)) != 1:
        return kind_of(node) == "NativeDropout"
    mask = saved(node, "other")
    return mask is not None and mask.numel() > 1 and bool(((mask == 0) | (mask == mask.max())).all())


def _apart(first: _Linear, second: _Linear, drops: bool) -> float:
    """Ask both layers, as they were asked in the forward (but for a dropout), and the one that they fold into."""
    with torch.no_grad():
        hidden = nn.functional.linear(first.given, first.weight, first.bias) if drops else second.given
        both = nn.functional.linear(hidden, second.weight, second.bias)
        one = nn.functional.linear(first.given, second.weight @ first.weight, second.bias)
        if first.bias is not None:
            one = one + second.weight @ first.bias
        return float((both - one).abs().max() / both.abs().max().clamp(min=1e-30))


def _whole_norm(node: Node) -> tuple[Tensor | None, Tensor | None]:
    """Return the parameter, and its Euclidean norm, that a node takes over all its numbers."""
    order = getattr(node, "_saved_ord", getattr(node, "_saved_p", 2))
    axes = getattr(node, "_saved_dim", None)
    leaf = getattr(inputs(node)[0], "variable", None) if inputs(node) else None
    if order != 2 or axes or not isinstance(leaf, nn.Parameter):
        return None, None
    norm = saved(node, "result")
    return leaf, norm if norm is not None and norm.numel() == 1 else None


def _multiplies(node: Node, kind: str) -> bool:
    """Tell whether both factors need a gradient: a square by hand, or a weight that is learnt."""
    return kind in ("Mul", "Div") and len(inputs(node)) > 1
