"""Yeast: which of 14 functions has a gene? Several at once, so one question for each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from loopwise.data._card import Card
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.data._data import Data

CARD = Card(
    title=Text(en="Yeast genes", ko="효모 유전자"),
    says=Text(
        en="Which of 14 functional groups does a gene belong to? It has four of them on average.",
        ko="유전자가 기능 그룹 14개 가운데 어디에 속하는지 예측합니다. 하나의 유전자가 평균 4개 그룹에 "
        "속합니다.",
    ),
    recipe="multilabel",
    origin="the package river (river.datasets.Yeast), MULAN's version",
    licence="not stated for the data; read from the installed package (river, BSD-3-Clause)",
    citation="Elisseeff & Weston 2001, A kernel method for multi-labelled classification, NIPS 14",
    rows=2417,
    columns=103,
    checksum="3c848860954902d67f2a344558552930cd7f4b4ab6dd54dfa27d1c8b53223923",
)

FEATURES = 103  # the labels stand behind them


def load() -> Data:
    """Return 2,417 rows, 103 numbers, 14 labels."""
    import gzip

    import numpy as np

    from loopwise.data._data import of_numbers
    from loopwise.data._shipped import file_of

    with gzip.open(file_of("river", "datasets/yeast.csv.gz", "river"), "rt", encoding="utf-8") as lines:
        header = next(lines).strip().split(",")
        table = np.loadtxt(lines, delimiter=",")  # (2417, 117)
    return of_numbers(
        "yeast",
        table[:, :FEATURES],
        header[:FEATURES],
        table[:, FEATURES:].astype("int64"),
        header[FEATURES:],
        problem="multilabel",
    )
