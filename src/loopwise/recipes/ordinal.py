"""Ordinal regression: one of several steps in an order. One value and C - 1 cut points, a question for each.

CORAL (Cao, Mirjalili & Raschka 2020) is the cumulative link model of McCullagh (1980) on top of a network: P(y > k)
for each step k, from one shared value and a bias of its own, so that the answers cannot contradict each other.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from loopwise.recipes._recipe import Correction, LossLine, Recipe
from loopwise.records import FitResult
from loopwise.text import Formula, Text

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from loopwise.recipes._recipe import Target

_SMALLEST = 1e-15

_SYMBOLS = {
    "y": Text(en="label: the number of the step, from 0", ko="정답 레이블(label): 단계 번호, 0부터"),
    "k": Text(en="a step", ko="단계 하나"),
    "p": Text(en="probability of being above step k", ko="단계 k보다 높을 확률"),
}


class Ordinal(Recipe):
    """Stars of a review, stages of a disease, grades."""

    title = Text(en="ordinal regression", ko="순서형 회귀(ordinal)")
    asks = Text(
        en="Which step of an order is it? A miss by one is better than one by five.",
        ko="순서가 있는 단계 가운데 어디인가요? 한 단계 틀린 것이 다섯 단계 틀린 것보다 낫습니다.",
    )
    output = Text(
        en="one value and C - 1 biases: Linear(..., 1), then z_k = value + bias_k. Each z_k is the logit "
        "of 'more than "
        "step k'; as they share the value, they keep their order.",
        ko="값 하나와 편향(bias) C - 1개: Linear(..., 1) 다음에 z_k = 값 + 편향_k. z_k는 '단계 k보다 높다'의 "
        "로짓(logit)이고, 같은 값을 쓰므로 순서가 뒤바뀌지 않습니다.",
    )
    losses = (
        LossLine(
            "BCEWithLogitsLoss",
            units="C-1",
            in_model="none",
            to_predict="sigmoid",
            dtype="float32",
            shape="(N, C-1)",
            says=Text(
                en="Cumulative link (CORAL): a yes-or-no question at each step, 'is it more than k?'. "
                "Target: y > k.",
                ko="누적 링크(CORAL): 단계마다 '단계 k보다 높은가?'를 묻습니다. 정답은 y > k입니다.",
            ),
            recommended=True,
        ),
        LossLine(
            "CrossEntropyLoss",
            units="C",
            in_model="none",
            to_predict="softmax",
            dtype="int64",
            shape="(N,)",
            says=Text(
                en="As if there were no order: right more often exactly, further off when wrong.",
                ko="순서를 무시합니다. 정확히 맞히는 일은 많을 수 있지만, 틀릴 때 더 멀리 틀립니다.",
            ),
        ),
        LossLine(
            "MSELoss",
            units="1",
            in_model="none",
            to_predict="round",
            dtype="float32",
            shape="(N, 1)",
            says=Text(
                en="As if the steps were equally wide: simple, often good; it avoids both ends.",
                ko="단계의 간격이 모두 같다고 봅니다. 간단하고 자주 잘 맞지만, 양 끝 단계는 잘 답하지 "
                "않습니다.",
            ),
        ),
    )
    decision = Text(
        en="count the steps whose probability is at least 0.5: that is the number of the answer.",
        ko="확률이 0.5 이상인 단계를 세면 그 수가 답의 번호입니다.",
    )
    metrics = ("mean_absolute_error", "cohen_kappa_quadratic", "accuracy")
    traps = (
        "sigmoid-before-bce-with-logits",
        "threshold-on-logits",
        "target-dtype",
        "target-shape",
        "bounded-output",
    )
    keras = Text(
        en="Keras has no ordinal loss either: the same C - 1 sigmoids with binary_crossentropy, without "
        "the sigmoid here.",
        ko="Keras에도 순서형 손실 함수가 없습니다. sigmoid 출력 C - 1개와 binary_crossentropy를 쓰며, "
        "PyTorch에서는 "
        "sigmoid를 뺍니다.",
    )
    missing = (
        Text(
            en="OrdinalCrossEntropyLoss does not exist in PyTorch; BCEWithLogitsLoss on targets y > k "
            "does the work. CORN "
            "(Shi, Cao & Raschka 2023) asks each step only of rows that reached it; "
            "the lab trains both on this recipe's page.",
            ko="PyTorch에는 OrdinalCrossEntropyLoss가 없습니다. 정답을 y > k로 만들고 "
            "BCEWithLogitsLoss를 쓰면 됩니다. "
            "CORN(Shi, Cao & Raschka 2023)은 그 단계에 이른 행에만 묻는 방법입니다. "
            "두 방법의 비교는 랩의 이 레시피 페이지에서 직접 실행해 볼 수 있습니다.",
        ),
    )
    corrections = (
        Correction(
            often=Text(
                en="ordinal: softmax | OrdinalCrossEntropyLoss",
                ko="순서형 회귀: softmax | OrdinalCrossEntropyLoss",
            ),
            right=Text(
                en="There is no such loss in torch.nn, and softmax forgets the order. Take C - 1 logits with "
                "BCEWithLogitsLoss, no activation in the model.",
                ko="torch.nn에 그런 손실 함수는 없고, softmax는 순서를 고려하지 않습니다. 로짓 C - 1개와 "
                "BCEWithLogitsLoss를 쓰고, "
                "모델에는 활성화 함수를 넣지 마세요.",
            ),
        ),
    )
    formulas = (
        Formula(
            r"p_k = P(y > k) = \sigma(f + b_k)",
            symbols={
                **_SYMBOLS,
                "P": Text(en="probability", ko="확률"),
                r"\sigma": Text(en="the sigmoid function", ko="시그모이드(sigmoid) 함수"),
                "f": Text(en="the one value the network returns", ko="신경망이 내는 값 하나"),
                "b": Text(en="bias of a step, learnt", ko="단계마다 학습하는 편향(bias)"),
            },
            code="p = torch.sigmoid(f + b)",
            worked="k = {k}: 1 / (1 + e^-({z:.2f})) = {p:.3f}",
        ),
        Formula(
            r"\ell = -\sum_k \left( [y > k] \log p_k + [y \le k] \log(1 - p_k) \right)",
            symbols={r"\ell": Text(en="loss of one row", ko="행 하나의 손실(loss)"), **_SYMBOLS},
            code="loss = F.binary_cross_entropy_with_logits(z, levels, reduction='sum')",
            worked="{of_one:.3f} + {of_others:.3f} = {loss:.3f}",
        ),
    )
    sources = (
        "McCullagh 1980, Regression models for ordinal data, J. R. Statist. Soc. B 42",
        "Cao, Mirjalili & Raschka 2020, Rank consistent ordinal regression for neural networks (CORAL)",
        "Shi, Cao & Raschka 2023, Deep neural networks for rank-consistent ordinal regression (CORN)",
    )
    dummy = "DummyRegressor"
    dummy_strategy = "median"
    linear = "LinearRegression"
    target = "class"
    also_for = ("multiclass",)

    def units(self, classes: int, outputs: int) -> int:
        """One value; the C - 1 biases are added to it (`training.cumulative`)."""
        return 1

    def encode(self, truth: Target, classes: int) -> NDArray[np.float32]:
        """(N,) steps -> (N, C-1) float32: 1 where the step is above k."""
        return (truth.reshape(-1, 1) > _steps(classes)).astype("float32")

    def decide(self, predicted: NDArray[np.float64]) -> NDArray[np.int64]:
        """(n, C-1) probabilities of more than each step -> (n,) steps."""
        steps: NDArray[np.int64] = (predicted >= 0.5).sum(axis=1)
        return steps

    def predicted_by(self, answers: NDArray[np.float64], classes: int) -> NDArray[np.float64]:
        """(n,) steps as a line gives them -> (n, C-1): 1 where the rounded step is above k."""
        return self.encode(answers.round(), classes).astype("float64")

    def errors(self, truth: Target, predicted: NDArray[np.float64]) -> NDArray[np.float64]:
        """(n,) how many steps the expected step, the sum of the probabilities, is off."""
        distances: NDArray[np.float64] = abs(truth - predicted.sum(axis=1))
        return distances

    def numbers(self, result: FitResult) -> Mapping[str, float]:
        """Return the steps of the test row that is most wrong: the worst step, and how its loss adds up."""
        rows = zip(result.answers.truth, result.answers.predicted, strict=True)
        (y,), row = max(rows, key=lambda one: abs(one[0][0] - sum(one[1])))
        shares = [p if y > k else 1 - p for k, p in enumerate(row)]
        losses = [-math.log(max(share, _SMALLEST)) for share in shares]
        k = losses.index(max(losses))
        p = min(max(row[k], _SMALLEST), 1 - _SMALLEST)
        return {
            "k": k,
            "z": math.log(p / (1 - p)),
            "p": row[k],
            "of_one": losses[k],
            "of_others": sum(losses) - losses[k],
            "loss": sum(losses),
        }


def _steps(classes: int) -> NDArray[np.int64]:
    import numpy as np

    return np.arange(classes - 1)
