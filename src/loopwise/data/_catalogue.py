"""Find the data sets: a file of this folder without an underscore in front holds CARD and load()."""

from __future__ import annotations

import pkgutil
from difflib import get_close_matches
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

from loopwise.data._card import Card
from loopwise.errors import LoopwiseError, MissingExtra
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.data._data import Data

_PACKAGE = "loopwise.data"


def data_names() -> tuple[str, ...]:
    """Return the names of all data sets."""
    folder = import_module(_PACKAGE).__path__
    return tuple(sorted(m.name for m in pkgutil.iter_modules(folder) if not m.name.startswith("_")))


def card_of(name: str) -> Card:
    """Return a data set's card, without loading its rows; LoopwiseError where there is no such set."""
    card: Card = _module(name).CARD
    return card


def names_for(recipe: str) -> tuple[str, ...]:
    """Return the names of a recipe's data sets, the usual one first."""
    names = [name for name in data_names() if card_of(name).recipe == recipe]
    return tuple(sorted(names, key=lambda name: not card_of(name).usual))


def load(name: str) -> Data:
    """Return the data set of that name; LoopwiseError names the nearest where there is none."""
    module = _module(name)
    try:
        data: Data = module.load()
    except ModuleNotFoundError as problem:
        raise MissingExtra(problem.name or name, "fit") from problem
    return data


def _module(name: str) -> ModuleType:
    if name in data_names():
        return import_module(f"{_PACKAGE}.{name}")
    near = get_close_matches(name, data_names(), n=1)
    known = ", ".join(data_names())
    raise LoopwiseError(
        Text(
            en=f"there is no data set named {name!r}; there is: {known}. Your own: a .csv or .tsv file.",
            ko=f"그런 이름의 데이터가 없습니다: {name!r}. 쓸 수 있는 데이터: {known}. 직접 만든 .csv, .tsv "
            "파일도 됩니다.",
        ),
        fix=f"loopwise fit {(near or data_names())[0]}",
    )
