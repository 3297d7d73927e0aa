"""Multi-output regression: several amounts at once. K units, MSELoss over all of them, each standardised."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from loopwise.recipes._amounts import SCALE, SQUARED, losses_for
from loopwise.recipes._recipe import Correction, Recipe
from loopwise.records import FitResult
from loopwise.text import Formula, Text

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from loopwise.recipes._recipe import Target

_SYMBOLS = {
    "y": Text(en="the true amounts", ko="실제 값"),
    r"\hat{y}": Text(en="the predicted amounts", ko="예측값"),
    "i": Text(en="a row", ko="행 하나"),
    "k": Text(en="an amount", ko="예측할 값 하나"),
}


class Multioutput(Recipe):
    """Consumption and acceleration, the angles of a robot's arm."""

    title = Text(en="multi-output regression", ko="다중 출력 회귀(multi-output)")
    asks = Text(en="How much are several things at once?", ko="여러 값이 각각 얼마인가요?")
    output = Text(
        en="one unit an amount: Linear(..., K), nothing behind it. The target is (N, K).",
        ko="값마다 출력 하나: Linear(..., K). 뒤에는 아무것도 두지 않습니다. 정답은 (N, K)입니다.",
    )
    losses = losses_for("K")
    decision = Text(
        en="the values themselves. "
        + SCALE.en
        + " Without it the amount with the largest unit rules the loss.",
        ko="출력값이 곧 예측입니다. " + SCALE.ko + " 표준화하지 않으면 단위가 큰 값이 손실을 좌우합니다.",
    )
    metrics = ("mean_absolute_error", "r2")
    traps = (
        "targets-not-scaled",
        "target-broadcast",
        "bounded-output",
        "relu-on-the-output",
        "inputs-not-scaled",
    )
    keras = Text(
        en="Dense(K) with 'mse', the same. Keras' loss_weights= for several heads is a sum you write "
        "yourself here.",
        ko="Keras의 Dense(K)와 'mse' 그대로입니다. 출력이 여럿일 때의 loss_weights=는 손실을 직접 더해서 "
        "씁니다.",
    )
    missing = (
        Text(
            en="There is no MultiOutputLoss: MSELoss takes (N, K) and averages over rows and amounts alike.",
            ko="MultiOutputLoss는 없습니다. MSELoss가 (N, K)를 받아 행과 값을 가리지 않고 평균합니다.",
        ),
    )
    corrections = (
        Correction(
            often=Text(en="several outputs = multiple regression", ko="출력이 여럿이면 다중 회귀"),
            right=Text(
                en="Multiple regression has several inputs. Several outputs are multi-output regression.",
                ko="다중 회귀는 입력이 여럿인 회귀입니다. 출력이 여럿이면 다중 출력 회귀(multi-output)입니다.",
            ),
        ),
        SQUARED,
    )
    formulas = (
        Formula(
            r"y' = \frac{y - m}{s}",
            symbols={
                "y": _SYMBOLS["y"],
                "m": Text(
                    en="mean of an amount on the training rows (where numbers are put in: of the test rows)",
                    ko="학습 데이터에서 구한 평균(숫자를 넣은 줄에서는 테스트 데이터의 평균)",
                ),
                "s": Text(en="its standard deviation on the same rows", ko="같은 데이터에서 구한 표준편차"),
            },
            code="y_scaled = (y - y_train.mean(dim=0)) / y_train.std(dim=0)",
            worked="m = {mean:.3g}, s = {deviation:.3g}",
        ),
        Formula(
            r"J = \frac{1}{nK} \sum_i \sum_k (y_{ik} - \hat{y}_{ik})^2",
            symbols={
                "J": Text(en="cost: mean over rows and amounts", ko="비용(cost): 행과 값 모두에 대한 평균"),
                "n": Text(en="number of rows", ko="행의 수"),
                "K": Text(en="number of amounts", ko="예측할 값의 수"),
                **_SYMBOLS,
            },
            code="cost = F.mse_loss(y_hat, y)",
            worked="{total:.4g} / ({n} * {amounts}) = {cost:.4g}",
        ),
    )
    sources = (
        "PyTorch documentation, torch.nn.MSELoss",
        "Borchani et al. 2015, A survey on multi-output regression",
    )
    dummy = "DummyRegressor"
    dummy_strategy = "mean"
    linear = "LinearRegression"
    target = "amounts"

    def units(self, classes: int, outputs: int) -> int:
        """One an amount."""
        return outputs

    def encode(self, truth: Target, classes: int) -> NDArray[np.float32]:
        """(N, K) amounts -> float32."""
        return truth.astype("float32")

    def decide(self, predicted: NDArray[np.float64]) -> NDArray[np.float64]:
        """(n, K) amounts, as they are."""
        return predicted

    def errors(self, truth: Target, predicted: NDArray[np.float64]) -> NDArray[np.float64]:
        """(n,) mean error over the amounts, each in deviations of the truth."""
        distances: NDArray[np.float64] = (abs(truth - predicted) / (truth.std(axis=0) + 1e-12)).mean(axis=1)
        return distances

    def numbers(self, result: FitResult) -> Mapping[str, float]:
        """Return mean and deviation of the first amount, and how the cost of the test rows adds up."""
        truth, predicted = result.answers.truth, result.answers.predicted
        first = [row[0] for row in truth]
        mean = sum(first) / len(first)
        total = sum(
            (y - p) ** 2 for row in zip(truth, predicted, strict=True) for y, p in zip(*row, strict=True)
        )
        n, amounts = len(truth), len(truth[0])
        return {
            "mean": mean,
            "deviation": (sum((y - mean) ** 2 for y in first) / len(first)) ** 0.5,
            "total": total,
            "n": n,
            "amounts": amounts,
            "cost": total / (n * amounts),
        }
