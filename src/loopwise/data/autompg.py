"""Auto MPG: how far a car of the seventies goes on a gallon."""

from __future__ import annotations

from typing import TYPE_CHECKING

from loopwise.data._card import Card
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.data._data import Data

CARD = Card(
    title=Text(en="Auto MPG", ko="자동차 연비(Auto MPG)"),
    says=Text(
        en="How many miles does a car go on a gallon, from seven of its figures?",
        ko="자동차의 제원 7가지로 연비(갤런당 마일)를 예측합니다.",
    ),
    recipe="regression",
    origin="shipped with loopwise; from the UCI Machine Learning Repository by way of mlxtend 0.25.0",
    licence="CC BY 4.0",
    citation="Quinlan 1993, Auto MPG, doi:10.24432/C5859H",
    rows=392,
    columns=7,
    checksum="1d1cf0bb70fb30529a7893b27516bcc61732cfb70b3c225c716fc9e092f63f22",
)


def load() -> Data:
    """Return 392 cars, 7 numbers, miles per gallon."""
    from loopwise.data._data import of_numbers
    from loopwise.data._packed import packed

    table = packed("autompg")
    features = [name for name in table.header if name != "mpg"]
    target = table.columns(["mpg"])[:, 0]
    return of_numbers("autompg", table.columns(features), features, target, ["mpg"], problem="regression")
