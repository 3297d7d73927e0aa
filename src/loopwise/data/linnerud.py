"""Linnerud: 20 men of a fitness club. Honestly too small: no model beats the mean here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from loopwise.data._card import Card
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.data._data import Data

CARD = Card(
    title=Text(en="Linnerud (20 rows)", ko="Linnerud (20행)"),
    says=Text(
        en="Weight, waist and pulse of 20 men, from three exercises. Too few rows: not even a line beats "
        "the mean.",
        ko="운동 기록 3가지로 20명의 몸무게, 허리둘레, 맥박을 예측합니다. 행이 너무 적어 선형 모델도 "
        "평균을 이기지 못합니다.",
    ),
    recipe="multioutput",
    origin="scikit-learn (sklearn.datasets.load_linnerud)",
    licence="not stated for the data; read from the installed package (scikit-learn, BSD-3-Clause)",
    citation="Tenenhaus 1998, La regression PLS: theorie et pratique, table of page 15",
    rows=20,
    columns=3,
    checksum="c266745f3efea8e5fdfea31d200c148d033d2350cefc2d160343e8324478d7e2",
)


def load() -> Data:
    """Return 20 rows, 3 numbers, three amounts."""
    from sklearn.datasets import load_linnerud

    from loopwise.data._data import of_numbers

    bunch = load_linnerud()
    return of_numbers(
        "linnerud",
        bunch.data.astype("float64"),
        bunch.feature_names,
        bunch.target.astype("float64"),
        bunch.target_names,
        problem="multioutput",
    )
