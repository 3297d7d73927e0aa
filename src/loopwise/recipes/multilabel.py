"""Multi-label classification: several may be true at once. L logits, BCEWithLogitsLoss, no softmax anywhere."""

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

_SMALLEST = 1e-300


class Multilabel(Recipe):
    """Genres of a film, tags of a photo, functions of a gene."""

    title = Text(en="multi-label classification", ko="다중 레이블 분류(multi-label)")
    asks = Text(
        en="Which of several are true? Several may be, or none.",
        ko="여럿 가운데 무엇무엇이 맞나요? 여러 개일 수도, 하나도 없을 수도 있습니다.",
    )
    output = Text(
        en="one unit a label: Linear(..., L). Each value is a logit of its own; they do not compete.",
        ko="레이블마다 출력 하나: Linear(..., L). 값마다 따로 로짓(logit)이며 서로 경쟁하지 않습니다.",
    )
    losses = (
        LossLine(
            "BCEWithLogitsLoss",
            units="L",
            in_model="none",
            to_predict="sigmoid",
            dtype="float32",
            shape="(N, L)",
            says=Text(
                en="A yes-or-no question for each label, averaged; the sigmoid is inside the loss.",
                ko="레이블마다 예/아니요 문제를 풀고 평균합니다. sigmoid는 손실 함수 안에 있습니다.",
            ),
            recommended=True,
        ),
        LossLine(
            "BCELoss",
            units="L",
            in_model="sigmoid",
            to_predict="none",
            dtype="float32",
            shape="(N, L)",
            says=Text(
                en="Takes probabilities, one for each label; they need not add up to 1.",
                ko="레이블마다 확률을 받습니다. 확률의 합이 1일 필요는 없습니다.",
            ),
        ),
    )
    decision = Text(
        en="a label is given where its probability is at least 0.5; each label may have a threshold of "
        "its own.",
        ko="확률이 0.5 이상인 레이블을 모두 답합니다. 임계값(threshold)은 레이블마다 달라도 됩니다.",
    )
    metrics = ("f1_micro", "f1_macro", "hamming_loss", "accuracy")
    traps = (
        "softmax-for-many-labels",
        "sigmoid-before-bce-with-logits",
        "logits-into-bce",
        "threshold-on-logits",
        "target-dtype",
        "target-shape",
    )
    keras = Text(
        en="Dense(L, 'sigmoid') with binary_crossentropy. In PyTorch take the sigmoid out of the model, "
        "as in the binary recipe.",
        ko="Keras에서는 Dense(L, 'sigmoid')와 binary_crossentropy를 함께 씁니다. PyTorch에서는 이진 "
        "분류처럼 모델에서 "
        "sigmoid를 빼세요.",
    )
    missing = (
        Text(
            en="MultiLabelSoftMarginLoss is BCEWithLogitsLoss under another name. MultiLabelMarginLoss "
            "is another thing: "
            "a margin between labels, with class ids padded by -1.",
            ko="MultiLabelSoftMarginLoss는 이름만 다른 BCEWithLogitsLoss입니다. MultiLabelMarginLoss는 "
            "다른 손실 함수로, "
            "레이블 사이의 간격(margin)을 재며 정답은 -1로 채운 번호입니다.",
        ),
    )
    corrections = (
        Correction(
            often=Text(
                en="several classes, so softmax and CrossEntropyLoss",
                ko="클래스가 여럿이니 softmax와 CrossEntropyLoss",
            ),
            right=Text(
                en="Softmax shares one probability among the labels: two labels that are both true get "
                "at most 0.5 "
                "each. Ask whether one or several can be true at once.",
                ko="softmax는 확률 1을 레이블끼리 나눕니다. 둘 다 맞는 레이블이면 0.5씩이 최대입니다. 한 "
                "번에 하나만 "
                "맞는지, 여럿이 맞는지를 먼저 보세요.",
            ),
        ),
    )
    formulas = (
        Formula(
            r"p_k = \sigma(z_k) = \frac{1}{1 + e^{-z_k}}",
            symbols={
                "p": Text(en="probability of a label", ko="레이블의 확률"),
                "k": Text(en="a label", ko="레이블 하나"),
                r"\sigma": Text(en="the sigmoid function", ko="시그모이드(sigmoid) 함수"),
                "z": Text(en="logits: one for each label", ko="로짓(logit): 레이블마다 하나"),
                "e": Text(en="Euler's number, 2.718...", ko="자연상수, 2.718..."),
            },
            code="p = torch.sigmoid(z)",
            worked="1 / (1 + e^-({z:.2f})) = {p:.3g}",
        ),
        Formula(
            r"\ell = -\frac{1}{L} \sum_k \left( y_k \log p_k + (1 - y_k) \log(1 - p_k) \right)",
            symbols={
                r"\ell": Text(en="loss of one row", ko="행 하나의 손실(loss)"),
                "L": Text(en="number of labels", ko="레이블의 수"),
                "k": Text(en="a label", ko="레이블 하나"),
                "y": Text(en="1 where the label is given, else 0", ko="레이블이 있으면 1, 없으면 0"),
                "p": Text(en="probability of a label", ko="레이블의 확률"),
            },
            code="loss = F.binary_cross_entropy_with_logits(z, y)",
            worked="({of_one:.3f} + {of_others:.3f}) / {labels} = {loss:.3f}",
        ),
    )
    sources = (
        "PyTorch documentation, torch.nn.BCEWithLogitsLoss, torch.nn.MultiLabelSoftMarginLoss",
        "Tsoumakas & Katakis 2007, Multi-label classification: an overview",
    )
    dummy = "DummyClassifier"
    linear = "LogisticRegression"
    target = "labels"

    def units(self, classes: int, outputs: int) -> int:
        """One a label."""
        return outputs

    def encode(self, truth: Target, classes: int) -> NDArray[np.float32]:
        """(N, L) 0 or 1 -> float32."""
        return truth.astype("float32")

    def decide(self, predicted: NDArray[np.float64]) -> NDArray[np.int64]:
        """(n, L) probabilities -> (n, L) 0 or 1, each at 0.5."""
        return (predicted >= 0.5).astype("int64")

    def errors(self, truth: Target, predicted: NDArray[np.float64]) -> NDArray[np.float64]:
        """(n,) mean distance of a label's probability from the truth."""
        distances: NDArray[np.float64] = abs(truth - predicted).mean(axis=1)
        return distances

    def numbers(self, result: FitResult) -> Mapping[str, float]:
        """Return the label most wrong in the test row most wrong, and how its loss adds up with the others'."""
        rows = zip(result.answers.truth, result.answers.predicted, strict=True)
        truth, predicted = max(rows, key=lambda row: sum(map(_distance, *row)))
        losses = list(map(_loss, truth, predicted))
        k = losses.index(max(losses))
        p = min(max(predicted[k], 1e-15), 1 - 1e-15)
        return {
            "z": math.log(p / (1 - p)),
            "p": p,
            "of_one": losses[k],
            "of_others": sum(losses) - losses[k],
            "labels": len(losses),
            "loss": sum(losses) / len(losses),
        }


def _distance(y: float, p: float) -> float:
    return abs(y - p)


def _loss(y: float, p: float) -> float:
    return -math.log(max(p if y else 1 - p, _SMALLEST))
