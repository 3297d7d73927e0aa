"""Breast cancer Wisconsin (diagnostic): is a tumour malignant, from 30 measurements of its cell nuclei?

The positive class is "malignant": a missed tumour is the costly error. scikit-learn calls benign 1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from loopwise.data._card import Card
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.data._data import Data

CARD = Card(
    title=Text(en="Breast cancer Wisconsin (diagnostic)", ko="위스콘신 유방암 진단 데이터"),
    says=Text(
        en="Is a tumour malignant or benign, from 30 measurements of its cell nuclei?",
        ko="세포핵을 측정한 특성(feature) 30개로 종양이 악성(malignant)인지 아닌지 예측합니다.",
    ),
    recipe="binary",
    origin="scikit-learn (sklearn.datasets.load_breast_cancer), from the UCI Machine Learning Repository",
    licence="CC BY 4.0",
    citation="Wolberg, Mangasarian, Street & Street 1993, Breast Cancer Wisconsin (Diagnostic), "
    "doi:10.24432/C5DW2B",
    rows=569,
    columns=30,
    checksum="cdd5f37c36cbdfc2e5ee074cec7540fac54340874afb25917a673e446270d0d0",
    usual=True,
)


def load() -> Data:
    """Return 569 rows, 30 numbers, classes malignant and benign."""
    from sklearn.datasets import load_breast_cancer

    from loopwise.data._data import of_numbers

    bunch = load_breast_cancer()
    return of_numbers(
        "breast_cancer",
        bunch.data.astype("float64"),
        bunch.feature_names,
        bunch.target.astype("int64"),
        ["diagnosis"],
        problem="binary",
        classes=bunch.target_names,
        positive="malignant",
    )
