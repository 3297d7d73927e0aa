"""Models written to be read, one a file, found by their file name.

>>> model_names()
('mlp',)
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable
from difflib import get_close_matches
from importlib import import_module
from typing import TYPE_CHECKING

from loopwise.errors import LoopwiseError
from loopwise.text import Text

if TYPE_CHECKING:
    from torch import nn

__all__ = ["builder_named", "model_names"]


def model_names() -> tuple[str, ...]:
    """Return the names of all models. Loads no torch."""
    return tuple(sorted(m.name for m in pkgutil.iter_modules(__path__) if not m.name.startswith("_")))


def builder_named(name: str) -> Callable[[int, int], nn.Module]:
    """Return the function (features, units) -> model of that name; LoopwiseError where there is none."""
    if name in model_names():
        build: Callable[[int, int], nn.Module] = import_module(f"{__name__}.{name}").build
        return build
    known = ", ".join(model_names())
    near = get_close_matches(name, model_names(), n=1)
    raise LoopwiseError(
        Text(
            en=f"there is no model named {name!r}; there is: {known}.",
            ko=f"그런 이름의 모델이 없습니다: {name!r}. 쓸 수 있는 모델: {known}",
        ),
        fix=f"--model {(near or model_names())[0]}",
    )
