"""The optimisers by name, as torch.optim builds them.

>>> optimizer_names()
('adagrad', 'adam', 'adamw', 'momentum', 'nesterov', 'rmsprop', 'sgd')
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from torch import nn, optim

from loopwise.errors import LoopwiseError
from loopwise.text import Text

_BUILDERS: dict[str, Callable[..., optim.Optimizer]] = {
    "adagrad": optim.Adagrad,
    "adam": optim.Adam,
    "adamw": optim.AdamW,
    "momentum": partial(optim.SGD, momentum=0.9),
    "nesterov": partial(optim.SGD, momentum=0.9, nesterov=True),
    "rmsprop": optim.RMSprop,
    "sgd": optim.SGD,
}


def optimizer_names() -> tuple[str, ...]:
    """Return the names that `optimizer_for` takes."""
    return tuple(_BUILDERS)


def optimizer_for(model: nn.Module, name: str, lr: float, decay: float | None = None) -> optim.Optimizer:
    """Return the optimiser of that name over all parameters of `model`; LoopwiseError for any other name.

    decay: weight decay of what multiplies (a bias says where zero is, and is left alone); None: as torch has it.
    """
    if name in _BUILDERS:
        return _BUILDERS[name](model.parameters() if decay is None else _groups(model, decay), lr=lr)
    known = ", ".join(_BUILDERS)
    raise LoopwiseError(
        Text(
            en=f"there is no optimiser named {name!r}; there is: {known}.",
            ko=f"그런 이름의 옵티마이저(optimizer)가 없습니다: {name!r}. 쓸 수 있는 이름: {known}",
        ),
        fix="--optimizer adam",
    )


def _groups(model: nn.Module, decay: float) -> list[dict[str, Any]]:
    """Return the parameters in two groups, those that multiply with a decay."""
    parts = {True: list[nn.Parameter](), False: list[nn.Parameter]()}
    for parameter in model.parameters():
        parts[parameter.dim() > 1].append(parameter)
    return [
        {"params": some, "weight_decay": decay if multiplies else 0.0}
        for multiplies, some in parts.items()
        if some
    ]
