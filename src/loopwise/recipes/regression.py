"""Regression: an amount. One unit with nothing behind it, MSELoss, and an error in the target's own unit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from loopwise.recipes._amounts import SCALE, SQUARED, losses_for
from loopwise.recipes._recipe import Recipe
from loopwise.records import FitResult
from loopwise.text import Formula, Text

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from loopwise.recipes._recipe import Target

_SYMBOLS = {
    "y": Text(en="the true amount", ko="실제 값"),
    r"\hat{y}": Text(en="the predicted amount: what the model returns", ko="예측값: 모델의 출력값"),
}


class Regression(Recipe):
    """A price, a temperature, a consumption."""

    title = Text(en="regression", ko="회귀")
    asks = Text(en="How much is it?", ko="값이 얼마인가요?")
    output = Text(
        en="one unit: Linear(..., 1), with nothing behind it: any activation would cut off amounts. The "
        "target has "
        "the same shape, (N, 1).",
        ko="출력 1개: Linear(..., 1). 뒤에는 아무것도 두지 않습니다. 활성화 함수를 두면 낼 수 없는 값이 "
        "생깁니다. 정답의 "
        "형상(shape)도 (N, 1)로 같게 하세요.",
    )
    losses = losses_for("1")
    decision = Text(en="the value itself. " + SCALE.en, ko="출력값이 곧 예측입니다. " + SCALE.ko)
    metrics = ("mean_absolute_error", "root_mean_squared_error", "r2")
    traps = (
        "target-broadcast",
        "bounded-output",
        "relu-on-the-output",
        "targets-not-scaled",
        "inputs-not-scaled",
        "cross-entropy-on-one-output",
    )
    keras = Text(
        en="Dense(1) with 'mse', the same. But Keras' batches of y are made (N, 1) for you; here (N,) "
        "against (N, 1) "
        "broadcasts to (N, N).",
        ko="Keras의 Dense(1)과 'mse'는 그대로입니다. 다만 Keras는 y를 (N, 1)로 맞춰 주지만, "
        "PyTorch에서는 (N,)과 (N, 1)이 "
        "(N, N)으로 브로드캐스팅됩니다.",
    )
    missing = (
        Text(
            en="PyTorch has no RMSELoss and no R2Loss: take torch.sqrt of MSELoss to report it, and "
            "train with MSELoss.",
            ko="PyTorch에는 RMSELoss도 R2Loss도 없습니다. MSELoss로 학습하고, 보고할 때 torch.sqrt를 씌우세요.",
        ),
    )
    corrections = (SQUARED,)
    formulas = (
        Formula(
            r"\ell = (y - \hat{y})^2",
            symbols={r"\ell": Text(en="loss of one row", ko="행 하나의 손실(loss)"), **_SYMBOLS},
            code="loss = (y - y_hat) ** 2",
            worked="({y:.2f} - ({y_hat:.2f}))^2 = {loss:.2f}",
        ),
        Formula(
            r"J = \frac{1}{n} \sum_i (y_i - \hat{y}_i)^2",
            symbols={
                "J": Text(en="cost: the mean of all losses (MSE)", ko="비용(cost): 손실의 평균(MSE)"),
                "n": Text(en="number of rows", ko="행의 수"),
                "i": Text(en="a row", ko="행 하나"),
                **_SYMBOLS,
            },
            code="cost = F.mse_loss(y_hat, y)",
            worked="{total:.4g} / {n} = {cost:.4g}; sqrt({cost:.4g}) = {root:.3f}",
        ),
    )
    sources = (
        "PyTorch documentation, torch.nn.MSELoss",
        "Bishop 2006, Pattern Recognition and Machine Learning, section 1.5.5",
    )
    dummy = "DummyRegressor"
    dummy_strategy = "mean"
    linear = "LinearRegression"
    target = "amount"

    def units(self, classes: int, outputs: int) -> int:
        """One."""
        return 1

    def encode(self, truth: Target, classes: int) -> NDArray[np.float32]:
        """(N,) amounts -> (N, 1) float32."""
        return truth.astype("float32").reshape(-1, 1)

    def decide(self, predicted: NDArray[np.float64]) -> NDArray[np.float64]:
        """(n, 1) amounts -> (n,)."""
        return predicted[:, 0]

    def errors(self, truth: Target, predicted: NDArray[np.float64]) -> NDArray[np.float64]:
        """(n,) how far off, in the target's unit."""
        distances: NDArray[np.float64] = abs(truth - predicted[:, 0])
        return distances

    def numbers(self, result: FitResult) -> Mapping[str, float]:
        """Return the test row most wrong, and the mean of the squared errors of all."""
        rows = [(y[0], p[0]) for y, p in zip(result.answers.truth, result.answers.predicted, strict=True)]
        y, y_hat = max(rows, key=lambda row: abs(row[0] - row[1]))
        total = sum((y - p) ** 2 for y, p in rows)
        cost = total / len(rows)
        return {
            "y": y,
            "y_hat": y_hat,
            "loss": (y - y_hat) ** 2,
            "total": total,
            "n": len(rows),
            "cost": cost,
            "root": cost**0.5,
        }
