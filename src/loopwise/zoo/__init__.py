"""Models written to be read beside their paper, one family a file.

>>> "resnet18" in model_names()
True

A file without an underscore in front is a family; each public function in it is a model of that name, and `CARD`
says what the family is. `build(features, units)` is what `fit` asks for, where a family is for tables.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from difflib import get_close_matches
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from loopwise.errors import LoopwiseError
from loopwise.text import Text
from loopwise.zoo._card import Card

if TYPE_CHECKING:
    from torch import nn

__all__ = ["Card", "builder_named", "card_of", "model", "model_names", "source_of"]

NO_MODEL = Text(
    en="there is no model named {name!r}; there is: {known}.",
    ko="그런 이름의 모델이 없습니다: {name!r}. 쓸 수 있는 모델: {known}",
)


@cache
def _families() -> dict[str, tuple[str, ...]]:
    """Return the functions of every file that return a class of its own, found without loading torch."""
    return {file.stem: _makers(file) for file in sorted(Path(__file__).parent.glob("[!_]*.py"))}


def _makers(file: Path) -> tuple[str, ...]:
    body = ast.parse(file.read_text(encoding="utf-8")).body
    own = {node.name for node in body if isinstance(node, ast.ClassDef)}
    functions = [node for node in body if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")]
    return tuple(f.name for f in functions if isinstance(f.returns, ast.Name) and f.returns.id in own)


def model_names() -> tuple[str, ...]:
    """Return the names of all models, family by family. Loads no torch."""
    return tuple(name for names in _families().values() for name in names if name != "build")


def model(name: str, *arguments: int, **options: int) -> nn.Module:
    """Build a model: model("vgg16"), model("resnet18", classes=5). LoopwiseError names the nearest for another name."""
    build: Callable[..., nn.Module] = getattr(import_module(f"{__name__}.{_home(name)}"), name)
    return build(*arguments, **options)


def card_of(name: str) -> Card:
    """Return the card of a model's family."""
    card: Card = import_module(f"{__name__}.{_home(name)}").CARD
    return card


def source_of(name: str) -> str:
    """Return the text of the file that a model stands in. Loads no torch."""
    return (Path(__file__).parent / f"{_home(name)}.py").read_text(encoding="utf-8")


def builder_named(name: str) -> Callable[[int, int], nn.Module]:
    """Return the function (features, units) -> model that `fit` asks; LoopwiseError for a model not made for tables."""
    makers = [family for family, names in _families().items() if "build" in names]
    if name not in makers:
        raise _unknown(name, makers, f"--model {makers[0]}")
    build: Callable[[int, int], nn.Module] = import_module(f"{__name__}.{name}").build
    return build


def _home(name: str) -> str:
    """Return the file a model stands in."""
    for family, names in _families().items():
        if name in names and name != "build":
            return family
    near = get_close_matches(name, model_names(), n=1)
    raise _unknown(name, model_names(), f"zoo:{(near or ['resnet18'])[0]}")


def _unknown(name: str, known: Sequence[str], fix: str) -> LoopwiseError:
    return LoopwiseError(NO_MODEL.format(name=name, known=", ".join(known)), fix=fix)
