"""What the arguments of a torch function are called, and one name for all forms of an operation.

>>> name_of(torch.Tensor.add_), name_of(torch.Tensor.__radd__), name_of(torch.add)
('add', 'add', 'add')
>>> bound("max_pool2d", (x, 3), {"stride": 2})["kernel_size"]
3
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from torch import Tensor

_CONV = ("input", "weight", "bias", "stride", "padding", "dilation", "groups")
_TRANSPOSED = ("input", "weight", "bias", "stride", "padding", "output_padding", "groups", "dilation")
_MAX = ("input", "kernel_size", "stride", "padding", "dilation", "ceil_mode", "return_indices")
_AVERAGE = ("input", "kernel_size", "stride", "padding", "ceil_mode")
_ADAPTIVE = ("input", "output_size")
_ATTENTION = ("query", "key", "value", "attn_mask", "dropout_p", "is_causal")
# input, states, weights, bias, layers, dropout, training, both ways, batch first; packed sequences have sizes second
_RECURRENT = ("input", "hx", "weights", "bias", "num_layers", "dropout", "training", "bidirectional")

ARGUMENTS: dict[str, tuple[str, ...]] = {
    **{f"conv{n}d": _CONV for n in (1, 2, 3)},
    **{f"conv_transpose{n}d": _TRANSPOSED for n in (1, 2, 3)},
    **{f"max_pool{n}d": _MAX for n in (1, 2, 3)},
    **{f"max_pool{n}d_with_indices": _MAX for n in (1, 2, 3)},
    **{f"avg_pool{n}d": _AVERAGE for n in (1, 2, 3)},
    **{f"adaptive_{kind}_pool{n}d": _ADAPTIVE for kind in ("avg", "max") for n in (1, 2, 3)},
    "lp_pool2d": ("input", "norm_type", "kernel_size", "stride"),
    "linear": ("input", "weight", "bias"),
    "bilinear": ("input", "input2", "weight", "bias"),
    "matmul": ("input", "other"),
    "mm": ("input", "other"),
    "bmm": ("input", "other"),
    "mv": ("input", "other"),
    "dot": ("input", "other"),
    "addmm": ("bias", "input", "other"),
    "baddbmm": ("bias", "input", "other"),
    "interpolate": ("input", "size", "scale_factor", "mode"),
    "dropout": ("input", "p"),
    "batch_norm": ("input", "running_mean", "running_var", "weight", "bias", "training"),
    "layer_norm": ("input", "normalized_shape"),
    "group_norm": ("input", "num_groups"),
    "embedding": ("input", "weight", "padding_idx", "max_norm"),
    "embedding_bag": ("input", "weight", "offsets", "max_norm"),
    "flatten": ("input", "start_dim", "end_dim"),
    "permute": ("input", "dims"),
    "transpose": ("input", "dim0", "dim1"),
    "swapaxes": ("input", "dim0", "dim1"),
    "movedim": ("input", "source", "destination"),
    "unsqueeze": ("input", "dim"),
    "squeeze": ("input", "dim"),
    "mean": ("input", "dim", "keepdim"),
    "sum": ("input", "dim", "keepdim"),
    "amax": ("input", "dim", "keepdim"),
    "amin": ("input", "dim", "keepdim"),
    "var": ("input", "dim"),
    "std": ("input", "dim"),
    "logsumexp": ("input", "dim", "keepdim"),
    "softmax": ("input", "dim"),
    "cat": ("tensors", "dim"),
    "scaled_dot_product_attention": _ATTENTION,
    "lstm": _RECURRENT,
    "gru": _RECURRENT,
    "rnn_tanh": _RECURRENT,
    "rnn_relu": _RECURRENT,
    "multi_head_attention_forward": ("query", "key", "value", "embed_dim_to_check", "num_heads"),
}
TABLES = frozenset(("embedding", "embedding_bag"))
_ALIASES = {
    "concat": "cat",
    "concatenate": "cat",
    "multiply": "mul",
    "subtract": "sub",
    "true_divide": "div",
    "divide": "div",
    "truediv": "div",
    "conv_transpose1d_input": "conv_transpose1d",
    "swapdims": "swapaxes",
    "moveaxis": "movedim",
    "threshold": "relu",
}
# Kept as a setting of the operation, where it was given.
KEPT = frozenset((
    "kernel_size", "stride", "padding", "dilation", "groups", "output_size", "p", "dim", "dims", "dim0", "dim1",
    "start_dim", "end_dim", "size", "scale_factor", "mode", "num_groups", "normalized_shape", "num_layers",
    "bidirectional", "num_heads", "is_causal", "keepdim", "ceil_mode", "output_padding",
))  # fmt: skip


@cache
def name_of(function: Callable[..., Any]) -> str:
    """Return torch's name of an operation without the marks of its form: no underscores, no `__radd__`."""
    name = str(getattr(function, "__name__", function))
    if name in ("__get__", "__set__"):  # a property such as `x.T`
        return str(getattr(getattr(function, "__self__", None), "__name__", name))
    if name.startswith("__") and name.endswith("__"):
        name = name.strip("_")
        if name[:1] in "ir" and name[1:] in _BOTH_WAYS:
            name = name[1:]
    return _ALIASES.get(name.rstrip("_"), name.rstrip("_"))


_BOTH_WAYS = frozenset(
    ("add", "sub", "mul", "div", "truediv", "floordiv", "mod", "pow", "matmul", "and", "or", "xor", "lshift")
)


@cache
def works_in_place(function: Callable[..., Any]) -> bool:
    """Tell whether an operation writes into its first argument (`add_`, `+=`, `x[0] = y`)."""
    name = str(getattr(function, "__name__", ""))
    if name in ("__setitem__", "__set__"):
        return True
    if name.startswith("__"):
        return name.startswith("__i") and name.strip("_")[1:] in _BOTH_WAYS
    return name.endswith("_")


def written(name: str, arguments: tuple[Any, ...], named: Mapping[str, Any]) -> list[Tensor]:
    """Return what an operation writes into: its first argument, or the table whose vectors it shortens."""
    if name not in TABLES:
        return tensors_in(arguments[:1])
    given = bound(name, arguments, named)
    return tensors_in(given.get("weight")) if given.get("max_norm") is not None else []


def bound(name: str, arguments: tuple[Any, ...], named: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments by torch's names, as far as this table knows them."""
    names = ARGUMENTS.get(name)
    if names is None:
        return {"input": arguments[0] if arguments else None, **named}
    if name == "permute" and len(arguments) > 2:
        arguments = (arguments[0], arguments[1:])  # x.permute(0, 2, 1)
    return {**dict(zip(names, arguments, strict=False)), **named}


PLAIN = frozenset(
    (int, float, bool, str, type(None), complex, bytes)
)  # types of most arguments that are no tensors


def tensors_in(value: Any) -> list[Tensor]:
    """Return the tensors in arguments or results: in sequences, dictionaries and objects that hold them."""
    if isinstance(value, Tensor):
        return [value]
    found: list[Tensor] = []
    _collect(value, found)
    return found


def _collect(value: Any, found: list[Tensor]) -> None:
    if type(value) in PLAIN:  # most arguments: nothing more is asked of them
        return
    if isinstance(value, Tensor):
        found.append(value)
    elif isinstance(value, (tuple, list, set, frozenset)):
        for item in value:
            _collect(item, found)
    elif isinstance(value, Mapping):
        for item in value.values():
            _collect(item, found)
    elif hasattr(value, "__dataclass_fields__"):  # the outputs of Hugging Face's models
        _collect(vars(value), found)


def settings_of(name: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return what describes an operation: numbers and words, and the widths of its weight."""
    settings = {}
    for key, value in given.items():
        if value is not None and key in KEPT:
            simple = _simple(value)
            if simple is not None:
                settings[key] = simple
    weight: Any = given.get("weight")
    return settings | _widths(name, given, weight.shape) if hasattr(weight, "shape") else settings


def _simple(value: Any) -> Any:
    if type(value) in _WORDS:
        return value
    if isinstance(value, (list, tuple)) and _NUMBERS.issuperset(map(type, value)):
        return list(value)
    return None


_NUMBERS = frozenset((bool, int, float))
_WORDS = _NUMBERS | {str}


def _widths(name: str, given: Mapping[str, Any], shape: tuple[int, ...]) -> dict[str, Any]:
    """Return the widths of a layer's weight by the names of its class: `in_channels`, `in_features` ..."""
    if len(shape) < 2:
        return {}
    first, second, *kernel = shape
    if not kernel:
        return {"in_features": int(second), "out_features": int(first)}
    if not name.startswith("conv"):
        return {}
    groups = given["groups"] if isinstance(given.get("groups"), int) else 1
    if name.startswith("conv_transpose"):
        return {"in_channels": first, "out_channels": second * groups, "kernel_size": kernel}
    return {"in_channels": second * groups, "out_channels": first, "kernel_size": kernel}
