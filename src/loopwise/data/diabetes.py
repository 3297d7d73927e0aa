"""Diabetes: how far a disease has gone after a year, from ten measurements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from loopwise.data._card import Card
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.data._data import Data

CARD = Card(
    title=Text(en="Diabetes progression", ko="당뇨병 진행 정도"),
    says=Text(
        en="How far has diabetes gone after one year (25 to 346), from ten measurements?",
        ko="측정값 10개로 1년 뒤 당뇨병의 진행 정도(25~346)를 예측합니다.",
    ),
    recipe="regression",
    origin="scikit-learn (sklearn.datasets.load_diabetes)",
    licence="not stated for the data; read from the installed package (scikit-learn, BSD-3-Clause)",
    citation="Efron, Hastie, Johnstone & Tibshirani 2004, Least angle regression, Annals of Statistics 32",
    rows=442,
    columns=10,
    checksum="84ec38030d0ff6dfdc32f475c5633e39e7ada9dbc328d3deb29bb757eec6a331",
    usual=True,
)


def load() -> Data:
    """Return 442 rows, 10 numbers, an amount."""
    from sklearn.datasets import load_diabetes

    from loopwise.data._data import of_numbers

    bunch = load_diabetes()
    return of_numbers(
        "diabetes",
        bunch.data.astype("float64"),
        bunch.feature_names,
        bunch.target.astype("float64"),
        ["progression"],
        problem="regression",
    )
