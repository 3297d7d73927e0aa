"""Digits: handwritten digits of 8 x 8 pixels, small enough for every experiment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from loopwise.data._card import Card
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.data._data import Data

CARD = Card(
    title=Text(en="Handwritten digits, 8 x 8", ko="손글씨 숫자 8 x 8"),
    says=Text(
        en="Which digit is it, from 64 pixels with 17 shades?",
        ko="17단계 밝기의 픽셀 64개로 숫자 0~9를 구분합니다.",
    ),
    recipe="multiclass",
    origin="scikit-learn (sklearn.datasets.load_digits), the test part of the UCI set",
    licence="CC BY 4.0",
    citation="Alpaydin & Kaynak 1998, Optical Recognition of Handwritten Digits, doi:10.24432/C50P49",
    rows=1797,
    columns=64,
    checksum="f19a7d92591ca0a1ffc65ec172e8149afdff995e0d2c4cb0afd151f38471ff90",
    usual=True,
)


def load() -> Data:
    """Return 1,797 pictures of 1 x 8 x 8, ten classes."""
    from sklearn.datasets import load_digits

    from loopwise.data._data import of_numbers

    bunch = load_digits()
    return of_numbers(
        "digits",
        bunch.data.astype("float64"),
        bunch.feature_names,
        bunch.target.astype("int64"),
        ["digit"],
        problem="multiclass",
        classes=bunch.target_names,
        picture=(1, 8, 8),
    )
