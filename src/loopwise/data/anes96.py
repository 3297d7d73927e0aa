"""ANES 1996: where on seven steps from strong Democrat to strong Republican does a person stand?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from loopwise.data._card import Card
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.data._data import Data

CARD = Card(
    title=Text(en="Party identification (ANES 1996)", ko="지지 정당 7단계(ANES 1996)"),
    says=Text(
        en="On which of seven ordered steps, strong Democrat to strong Republican, does a person stand?",
        ko="강한 민주당 지지부터 강한 공화당 지지까지, 순서가 있는 7단계 가운데 어디인지 예측합니다.",
    ),
    recipe="ordinal",
    origin="shipped with loopwise; American National Election Studies 1996 by way of statsmodels 0.15.0",
    licence="public domain",
    citation="American National Election Studies 1996, as sm.datasets.anes96",
    rows=944,
    columns=8,
    checksum="5013a3f3572236968c3776dea12b5c3612078ba041105d05088d157f5fd2ffaf",
)

FEATURES = ["popul", "TVnews", "selfLR", "ClinLR", "DoleLR", "age", "educ", "income"]
CLASSES = [
    "strong Democrat",
    "weak Democrat",
    "independent Democrat",
    "independent",
    "independent Republican",
    "weak Republican",
    "strong Republican",
]


def load() -> Data:
    """Return 944 persons, 8 numbers, seven ordered classes. The expected vote, which gives it away, is left out."""
    import numpy as np

    from loopwise.data._data import of_numbers
    from loopwise.data._packed import packed

    table = packed("anes96")
    numbers = table.columns(FEATURES)
    numbers[:, 0] = np.log(numbers[:, 0] + 0.1)  # places of 0 to 7,300 thousand people; as statsmodels does
    return of_numbers(
        "anes96",
        numbers,
        FEATURES,
        table.columns(["PID"])[:, 0].astype("int64"),
        ["PID"],
        problem="ordinal",
        classes=CLASSES,
    )
