"""Bananas: two bent clouds in a plane, which no straight line tells apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from loopwise.data._card import Card
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.data._data import Data

CARD = Card(
    title=Text(en="Bananas (two bent clouds)", ko="바나나 모양 데이터"),
    says=Text(
        en="To which of two bent clouds does a point of the plane belong? A straight line cannot tell.",
        ko="평면의 점이 바나나처럼 굽은 두 무리 가운데 어디에 속하는지 예측합니다. 직선으로는 나눌 수 "
        "없습니다.",
    ),
    recipe="binary",
    origin="the package river (river.datasets.Bananas), OpenML 1460",
    licence="not stated for the data; read from the installed package (river, BSD-3-Clause)",
    citation="Raetsch, Onoda & Mueller 2001, Soft margins for AdaBoost (the benchmark's banana set)",
    rows=5300,
    columns=2,
    checksum="ca0475d26407f0509580627b9dbaa533e606f008a5f8ec4e7dac64ce85630bfd",
)


def load() -> Data:
    """Return 5,300 points of the plane, classes 0 and 1."""
    import zipfile

    import numpy as np

    from loopwise.data._data import of_numbers
    from loopwise.data._shipped import file_of

    with zipfile.ZipFile(file_of("river", "datasets/banana.zip", "river")) as archive:
        lines = archive.read("banana.all.txt").decode("ascii").splitlines()
    rows = [line.replace("1:", "").replace("2:", "").split() for line in lines]  # "-1 1:1.6 2:-0.9"
    table = np.array(rows, dtype=np.float64)
    return of_numbers(
        "bananas",
        table[:, 1:],
        ["x", "y"],
        (table[:, 0] > 0).astype("int64"),
        ["cloud"],
        problem="binary",
        classes=["0", "1"],
        positive="1",
    )
