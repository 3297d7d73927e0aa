"""What a model is called with: tensors as they are, or the shape of one sample.

>>> arguments_for(model, (3, 224, 224))        # -> ((1, 3, 224, 224) zeros..., ) on the model's device
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor, nn

from loopwise.errors import LoopwiseError
from loopwise.shapes import typed_shape
from loopwise.text import Text

Arguments = tuple[tuple[Any, ...], dict[str, Any]]

TOKENS = "tokens"  # "tokens:64": 64 integers, as an embedding takes
NO_EXAMPLE = Text(
    en="the example is {given}; it can be a tensor, a tuple or dictionary of them, or the shape of one sample.",
    ko="예시 입력으로 쓸 수 없는 값입니다: {given}. 텐서, 텐서의 튜플이나 딕셔너리, 또는 샘플 하나의 "
    "형상(shape)을 주세요.",
)


def arguments_for(model: nn.Module, example: Any) -> Arguments:
    """Return (positional, named) arguments for the model's forward.

    example: a tensor; a tuple or list of arguments; a dictionary of named ones; a shape without the batch as
        numbers or text ("3,224,224", "tokens:64"); several such texts in a list. Raises LoopwiseError otherwise.
    """
    if isinstance(example, Mapping):
        return (), {str(name): value for name, value in example.items()}
    if isinstance(example, str) or _is_shape(example):
        return (_sample(model, example),), {}
    if isinstance(example, (tuple, list)) and example:
        return tuple(
            _sample(model, one) if isinstance(one, str) or _is_shape(one) else one for one in example
        ), {}
    if isinstance(example, Tensor):
        return (example,), {}
    raise LoopwiseError(
        NO_EXAMPLE.format(given=type(example).__name__),
        fix="loopwise.trace(model, torch.randn(1, 3, 224, 224))",
    )


def _is_shape(value: Any) -> bool:
    return isinstance(value, (tuple, list)) and bool(value) and all(type(item) is int for item in value)


def _sample(model: nn.Module, shape: Any) -> Tensor:
    """Return a batch of one: noise of a seed of its own, or token number 0 everywhere."""
    tokens = isinstance(shape, str) and shape.startswith(f"{TOKENS}:")
    lengths = typed_shape(shape.removeprefix(f"{TOKENS}:") if isinstance(shape, str) else shape)
    first = next(model.parameters(), None)
    device = first.device if first is not None else torch.device("cpu")
    if tokens:
        return torch.zeros((1, *lengths), dtype=torch.int64, device=device)
    dtype = first.dtype if first is not None and first.dtype.is_floating_point else torch.float32
    if device.type == "meta":
        return torch.empty((1, *lengths), dtype=dtype, device=device)
    noise = torch.randn((1, *lengths), generator=torch.Generator().manual_seed(0))
    return noise.to(device, dtype)
