"""Real data, one set a file, found by file name; and a person's own table or folder of pictures.

    data = load("breast_cancer")
    data = from_csv("houses.csv", target="sold")
    data = from_pictures("photos")              # train/<class>/*.png
    data = from_archive("photos.zip")           # the same, packed
    data.numbers.shape, data.classes

Needs the extra `fit` (numpy, scikit-learn); `data_names()` and `card_of()` do not. Nothing is downloaded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from loopwise.data._card import Card
from loopwise.data._catalogue import card_of, data_names, load, names_for
from loopwise.data._problem import Problem, problem_of

if TYPE_CHECKING:
    from loopwise.data._archives import from_archive
    from loopwise.data._columns_of import columns_of
    from loopwise.data._csv import from_csv
    from loopwise.data._data import Data
    from loopwise.data._pictures import from_pictures
    from loopwise.data._target import target_values
    from loopwise.data._unused import WHY_UNUSED

__all__ = [
    "WHY_UNUSED",
    "Card",
    "Data",
    "Problem",
    "card_of",
    "columns_of",
    "data_names",
    "from_archive",
    "from_csv",
    "from_pictures",
    "load",
    "names_for",
    "problem_of",
    "target_values",
]

_homes = {
    "WHY_UNUSED": "_unused",
    "Data": "_data",
    "columns_of": "_columns_of",
    "from_archive": "_archives",
    "from_csv": "_csv",
    "from_pictures": "_pictures",
    "target_values": "_target",
}


def __getattr__(name: str) -> Any:
    """Load what needs numpy when it is first used."""
    if name not in _homes:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    from loopwise.errors import MissingExtra

    try:
        return getattr(import_module(f"{__name__}.{_homes[name]}"), name)
    except ModuleNotFoundError as problem:
        if problem.name == "numpy":
            raise MissingExtra("numpy", "fit") from problem
        raise
