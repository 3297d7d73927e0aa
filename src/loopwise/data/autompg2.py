"""Auto MPG with two amounts: miles per gallon and acceleration, from the same five figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from loopwise.data._card import Card
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.data._data import Data

CARD = Card(
    title=Text(en="Auto MPG, two amounts", ko="자동차 연비와 가속(Auto MPG)"),
    says=Text(
        en="How far does a car go on a gallon, and how long does it take to 60 mph, from five of its figures?",
        ko="자동차의 제원 5가지로 연비와 가속 시간을 함께 예측합니다.",
    ),
    recipe="multioutput",
    origin="shipped with loopwise; from the UCI Machine Learning Repository by way of mlxtend 0.25.0",
    licence="CC BY 4.0",
    citation="Quinlan 1993, Auto MPG, doi:10.24432/C5859H",
    rows=392,
    columns=5,
    checksum="e04897ba2c15348e475c241c776b0b021987bd9b662e996d96d287b3367f1864",
    usual=True,
)

FEATURES = ["cylinders", "displacement", "horsepower", "weight", "model_year"]


def load() -> Data:
    """Return 392 cars, 5 numbers, two amounts."""
    from loopwise.data._data import of_numbers
    from loopwise.data._packed import packed

    table = packed("autompg")
    amounts = ["mpg", "acceleration"]
    target = table.columns(amounts)
    return of_numbers("autompg2", table.columns(FEATURES), FEATURES, target, amounts, problem="multioutput")
