"""What an operation costs, from its arguments and its result: multiply-adds, and other arithmetic.

A multiply-add is one multiplication and one addition; FLOPs are two for each. Counted are convolutions, linear
layers, matrix products, attention and recurrent layers; biases, normalisation and activations are not.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from loopwise.tracing.shadows import Shadow, shadows_in

Given = Mapping[str, Any]
Arguments = tuple[Any, ...]  # with shadows for tensors


def multiply_adds(name: str, given: Given, arguments: Arguments, result: Shadow) -> int:
    """Return the multiply-adds of one operation.

    given: arguments by name. arguments: as they came. result: what torch returned (the first of several).
    """
    count = _COUNTS.get(name)
    return count(given, arguments, result) if count else 0


def elementwise(name: str, given: Given, result: Shadow) -> int:
    """Return the other arithmetic: results computed, times the window for pooling, times two for scale and shift."""
    if name in _MOVES or name in _COUNTS:
        return 0
    if name.endswith("_norm"):
        return 2 * result.numel()
    if "pool" in name:
        return result.numel() * _window(given, result)
    source = given.get("input")
    reduced = isinstance(source, Shadow) and name in _REDUCTIONS
    return int(source.numel()) if reduced and isinstance(source, Shadow) else result.numel()


_MOVES = frozenset(
    [
        "input",
        "view",
        "reshape",
        "flatten",
        "unflatten",
        "permute",
        "transpose",
        "swapaxes",
        "movedim",
        "squeeze",
        "unsqueeze",
        "contiguous",
        "expand",
        "expand_as",
        "repeat",
        "getitem",
        "setitem",
        "chunk",
        "split",
        "tensor_split",
        "unbind",
        "narrow",
        "select",
        "cat",
        "stack",
        "T",
        "mT",
        "t",
        "pad",
        "embedding",
        "to",
        "clone",
        "detach",
        "data",
        "dropout",
        "dropout1d",
        "dropout2d",
        "dropout3d",
        "view_as",
        "reshape_as",
        "unfold",
        "roll",
        "flip",
        "empty",
        "zeros",
        "ones",
        "full",
        "zeros_like",
        "ones_like",
        "arange",
        "tensor",
        "channel_shuffle",
        "pixel_shuffle",
        "repeat_interleave",
        "masked_fill",
        "scatter",
        "gather",
        "index_select",
    ]
)
_REDUCTIONS = frozenset(
    ["mean", "sum", "amax", "amin", "max", "min", "var", "std", "norm", "logsumexp", "argmax"]
)


def _window(given: Given, result: Shadow) -> int:
    """Return how many inputs one result of a pooling is made of."""
    kernel = given.get("kernel_size")
    axes = result.dim() - 2 if result.dim() > 2 else 1
    if kernel is not None:
        return math.prod(kernel) if isinstance(kernel, (list, tuple)) else int(kernel) ** axes
    source = given.get("input")
    return max(int(source.numel() // max(result.numel(), 1)), 1) if isinstance(source, Shadow) else 1


def _convolution(given: Given, _: Arguments, result: Shadow) -> int:
    weight: Shadow = given["weight"]  # (out, in / groups, *kernel)
    return int(result.numel() * (weight.numel() // max(weight.shape[0], 1)))


def _transposed(given: Given, _: Arguments, result: Shadow) -> int:
    weight: Shadow = given["weight"]  # (in, out / groups, *kernel)
    return int(given["input"].numel() * (weight.numel() // max(weight.shape[0], 1)))


def _linear(given: Given, _: Arguments, result: Shadow) -> int:
    return int(result.numel() * given["weight"].shape[-1])


def _bilinear(given: Given, _: Arguments, result: Shadow) -> int:
    left, right = given["weight"].shape[1:]  # first x1 W, then its product with x2
    return int(result.numel() * right * (left + 1))


def _product(given: Given, _: Arguments, result: Shadow) -> int:
    return int(result.numel() * given["input"].shape[-1])


def _einsum(_: Given, arguments: Arguments, result: Shadow) -> int:
    """Count pairs from left to right, as torch contracts them; a letter that nobody else asks for is summed before."""
    equation, *rest = arguments
    tensors = shadows_in(rest)
    if not isinstance(equation, str) or len(tensors) < 2:
        return 0
    asked, _arrow, out = equation.replace(" ", "").partition("->")
    terms = [_letters(term, tensor) for term, tensor in zip(asked.split(","), tensors, strict=True)]
    size = {
        letter: n
        for term, t in zip(terms, tensors, strict=True)
        for letter, n in zip(term, t.shape, strict=True)
    }
    wanted = (
        set(_letters(out, result)) if _arrow else {x for x in size if sum(x in term for term in terms) == 1}
    )
    total, now = 0, set(terms[0])
    for at, term in enumerate(terms[1:], start=2):
        later = wanted.union(*map(set, terms[at:]))
        pair = {letter for letter in now | set(term) if letter in later or (letter in now and letter in term)}
        total += math.prod(size[letter] for letter in pair)
        now = pair & later
    return total


def _letters(term: str, tensor: Shadow) -> list[str]:
    """Name each axis; those behind "..." by their place from the right."""
    before, dots, after = term.partition("...")
    hidden = tensor.dim() - len(before) - len(after) if dots else 0
    return [*before, *(f"...{hidden - at}" for at in range(hidden)), *after]


def _attention(given: Given, _: Arguments, result: Shadow) -> int:
    query, key, value = given["query"], given["key"], given["value"]
    rows = result.numel() // max(result.shape[-1], 1)  # one for each query of each head
    return int(rows * key.shape[-2] * (query.shape[-1] + value.shape[-1]))


def _multi_head(given: Given, arguments: Arguments, result: Shadow) -> int:
    """Count three projections, queries with keys, weights with values, and the way out (Vaswani et al. 2017, 3.2.2)."""
    query, key, value = (given[name] for name in ("query", "key", "value"))  # (L, N, E), or (L, E)
    width = query.shape[-1]
    tokens = [tensor.numel() // tensor.shape[-1] for tensor in (query, key, value)]
    projections = width * (tokens[0] * width + tokens[1] * key.shape[-1] + tokens[2] * value.shape[-1])
    seen = key.shape[0] + (arguments[7] is not None if len(arguments) > 7 else 0)  # bias_k adds a row
    seen += bool(len(arguments) > 9 and arguments[9] is True)  # and so does add_zero_attn
    return int(projections + tokens[0] * seen * width * 2 + tokens[0] * width * width)


def _recurrent(_: Given, arguments: Arguments, result: Shadow) -> int:
    """Every step multiplies with every matrix of every layer and direction once."""
    tokens: Shadow = arguments[0]
    packed = isinstance(arguments[1], Shadow) and arguments[1].dim() == 1
    steps = tokens.shape[0] if packed else tokens.numel() // max(tokens.shape[-1], 1)
    weights = next(item for item in arguments[1:] if isinstance(item, list) and item)
    return int(steps * sum(weight.numel() for weight in weights if weight.dim() == 2))


def _cell(_: Given, arguments: Arguments, result: Shadow) -> int:
    rows = arguments[0].numel() // max(arguments[0].shape[-1], 1)
    return int(rows * sum(weight.numel() for weight in arguments[2:4]))


_COUNTS: dict[str, Callable[[Given, Arguments, Shadow], int]] = {
    **{f"conv{n}d": _convolution for n in (1, 2, 3)},
    **{f"conv_transpose{n}d": _transposed for n in (1, 2, 3)},
    "linear": _linear,
    "bilinear": _bilinear,
    **dict.fromkeys(("matmul", "mm", "bmm", "mv", "dot", "addmm", "baddbmm", "inner", "vdot"), _product),
    "einsum": _einsum,
    "scaled_dot_product_attention": _attention,
    "multi_head_attention_forward": _multi_head,
    **dict.fromkeys(("lstm", "gru", "rnn_tanh", "rnn_relu"), _recurrent),
    **dict.fromkeys(("lstm_cell", "gru_cell", "rnn_tanh_cell", "rnn_relu_cell"), _cell),
}
