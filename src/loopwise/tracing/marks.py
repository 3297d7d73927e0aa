"""The number of the operation that made a tensor, kept on the tensor itself: it lives as long, and holds nothing."""

from __future__ import annotations

from typing import Any

from torch import Tensor

from loopwise.tracing.calls import tensors_in

MARK = "_loopwise_operation"


def number_of(tensor: Tensor) -> int | None:
    """Return the number of the operation that made a tensor; None for weights and constants."""
    return getattr(tensor, MARK, None)


def numbers_and_shapes(value: Any) -> tuple[tuple[int, ...], tuple[tuple[int, ...], ...]]:
    """Return the operations that made the tensors in a value, and the shapes of all of them."""
    tensors = tensors_in(value)
    numbers = dict.fromkeys(number for tensor in tensors if (number := number_of(tensor)) is not None)
    return tuple(numbers), tuple(tuple(tensor.shape) for tensor in tensors)
