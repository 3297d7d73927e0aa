"""What regression with one amount and with several share: the losses, and texts on squared errors."""

from __future__ import annotations

from loopwise.recipes._recipe import Correction, LossLine
from loopwise.text import Text


def losses_for(units: str) -> tuple[LossLine, ...]:
    """Return the lines of the losses for so many amounts; nothing stands behind the output layer in any of them."""
    return (
        _line(
            "MSELoss",
            units,
            Text(
                en="Squares the error: aims at the mean, and one large error weighs as much as many "
                "small ones.",
                ko="오차를 제곱합니다. 평균을 맞히려 하고, 큰 오차 하나가 작은 오차 여럿만큼 무겁습니다.",
            ),
            recommended=True,
        ),
        _line(
            "L1Loss",
            units,
            Text(
                en="The error itself (MAE): aims at the median, cares little for outliers.",
                ko="오차의 절댓값(MAE)입니다. 중앙값을 맞히려 하고, 이상치에 덜 흔들립니다.",
            ),
        ),
        _line(
            "HuberLoss",
            units,
            Text(
                en="Squares small errors and takes large ones as they are: between the two. delta says "
                "where it turns.",
                ko="작은 오차는 제곱하고 큰 오차는 그대로 씁니다. 둘의 중간이며, 바뀌는 지점은 delta입니다.",
            ),
        ),
    )


def _line(loss: str, units: str, says: Text, *, recommended: bool = False) -> LossLine:
    return LossLine(loss, units, "none", "none", "float32", f"(N, {units})", says, recommended)


SCALE = Text(
    en="Amounts far from 0 to 1 are standardised for training (mean and deviation of the training rows) "
    "and scaled "
    "back to predict; then a learning rate fits any unit.",
    ko="값의 범위가 0~1에서 멀면, 학습할 때 학습 데이터의 평균과 표준편차로 표준화하고 예측할 때 "
    "되돌립니다. 그러면 "
    "단위가 달라도 같은 학습률(learning rate)이 맞습니다.",
)

SQUARED = Correction(
    often=Text(en="MSE = the sum of squared errors, or half of it", ko="MSE = 오차 제곱의 합, 또는 그 절반"),
    right=Text(
        en="MSE is the mean; sum and half have the same minimum but other gradients, so the best "
        "learning rate of the "
        "sum is n times smaller, that of the half twice as large.",
        ko="MSE는 평균입니다. 합이나 절반도 최솟값의 위치는 같지만 기울기(gradient)가 달라서, 알맞은 "
        "학습률은 합이면 "
        "n배 작고 절반이면 2배 큽니다.",
    ),
)
