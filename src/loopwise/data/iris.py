"""Iris: three species of iris, from four measurements of a flower."""

from __future__ import annotations

from typing import TYPE_CHECKING

from loopwise.data._card import Card
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.data._data import Data

CARD = Card(
    title=Text(en="Iris", ko="붓꽃(iris)"),
    says=Text(
        en="Which of three species is an iris, from length and width of its sepals and petals?",
        ko="꽃받침과 꽃잎의 길이와 너비로 붓꽃의 품종 3가지를 구분합니다.",
    ),
    recipe="multiclass",
    origin="scikit-learn (sklearn.datasets.load_iris), from the UCI Machine Learning Repository",
    licence="CC BY 4.0",
    citation="Fisher 1936, Iris, doi:10.24432/C56C76",
    rows=150,
    columns=4,
    checksum="18565d0da72dafd52595fe48b03ca9b06dfc2c05d0c4c155576631d0aae8eb7e",
)


def load() -> Data:
    """Return 150 rows, 4 numbers, three classes."""
    from sklearn.datasets import load_iris

    from loopwise.data._data import of_numbers

    bunch = load_iris()
    return of_numbers(
        "iris",
        bunch.data.astype("float64"),
        bunch.feature_names,
        bunch.target.astype("int64"),
        ["species"],
        problem="multiclass",
        classes=bunch.target_names,
    )
