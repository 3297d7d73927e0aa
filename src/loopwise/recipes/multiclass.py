"""Multi-class classification: one of several. C logits, CrossEntropyLoss, and no softmax in the model."""

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

_SMALLEST = 1e-300  # a probability that was rounded to 0 still has a logarithm

_SYMBOLS = {
    "z": Text(
        en="logits: one for each class, what the model returns",
        ko="로짓(logit): 클래스마다 하나, 모델의 출력값",
    ),
    "k": Text(en="a class", ko="클래스 하나"),
    "e": Text(en="Euler's number, 2.718...", ko="자연상수, 2.718..."),
    "p": Text(en="probability of a class", ko="클래스의 확률"),
}


class Multiclass(Recipe):
    """Which digit, which species, which of ten kinds of garment."""

    title = Text(en="multi-class classification", ko="다중 클래스 분류(multi-class)")
    asks = Text(en="Which one of several is it?", ko="여럿 가운데 어느 하나인가요?")
    output = Text(
        en="one unit a class: Linear(..., C). The values are logits; nothing stands behind the layer.",
        ko="클래스마다 출력 하나: Linear(..., C). 출력값은 로짓(logit)이며, 층 뒤에는 아무것도 두지 않습니다.",
    )
    losses = (
        LossLine(
            "CrossEntropyLoss",
            units="C",
            in_model="none",
            to_predict="softmax",
            dtype="int64",
            shape="(N,)",
            says=Text(
                en="Takes logits and class ids, no one-hot; log-softmax is inside the loss.",
                ko="로짓과 클래스 번호를 받습니다(원-핫이 아닙니다). log-softmax는 손실 함수 안에서 "
                "계산됩니다.",
            ),
            recommended=True,
        ),
        LossLine(
            "NLLLoss",
            units="C",
            in_model="log_softmax",
            to_predict="exp",
            dtype="int64",
            shape="(N,)",
            says=Text(
                en="Takes log-probabilities: the same number, with log_softmax in the model. "
                "Given raw outputs or probabilities it computes nonsense and says nothing.",
                ko="로그 확률을 받습니다. 모델에 log_softmax를 넣으면 같은 값이 됩니다. 로짓이나 확률을 "
                "넣어도 에러 없이 "
                "틀린 값을 계산합니다.",
            ),
        ),
    )
    decision = Text(
        en="the class with the largest value. Softmax changes no order: argmax of the logits is the same.",
        ko="값이 가장 큰 클래스입니다. softmax는 순서를 바꾸지 않으므로 로짓의 argmax와 같습니다.",
    )
    metrics = ("accuracy", "f1_macro", "precision_macro", "recall_macro")
    when_rare = "f1_macro"
    traps = (
        "softmax-before-cross-entropy",
        "log-softmax-before-cross-entropy",
        "probabilities-into-nll",
        "logits-into-nll",
        "sigmoid-before-cross-entropy",
        "relu-on-the-output",
        "labels-outside-classes",
        "one-hot-argmax-mixed",
        "target-dtype",
    )
    keras = Text(
        en="Keras' categorical_crossentropy wants probabilities and one-hot rows, so Dense(C, 'softmax') "
        "goes with it. "
        "Here: logits and class ids, as in sparse_categorical_crossentropy(from_logits=True).",
        ko="Keras의 categorical_crossentropy는 확률과 원-핫 정답을 받으므로 Dense(C, 'softmax')와 함께 씁니다. "
        "PyTorch에서는 로짓과 클래스 번호입니다. sparse_categorical_crossentropy(from_logits=True)와 같습니다.",
    )
    missing = (
        Text(
            en="PyTorch has no CategoricalCrossEntropyLoss: CrossEntropyLoss takes class ids, and "
            "probabilities "
            "(float32, (N, C)) as well.",
            ko="PyTorch에는 CategoricalCrossEntropyLoss가 없습니다. CrossEntropyLoss가 클래스 번호를 "
            "받고, 확률(float32, "
            "(N, C))도 받습니다.",
        ),
    )
    corrections = (
        Correction(
            often=Text(en="use softmax, then CrossEntropy", ko="softmax를 적용한 뒤 CrossEntropy를 쓴다"),
            right=Text(
                en="CrossEntropyLoss applies softmax itself. Applied twice, the loss cannot fall below "
                "log(1 + (C - 1)/e): 1.461 for ten classes. Softmax comes when predicting, if at all.",
                ko="CrossEntropyLoss가 softmax를 직접 적용합니다. 두 번 적용하면 손실이 log(1 + (C - 1)/e)보다 "
                "작아지지 않습니다(클래스 10개: 1.461). softmax는 예측할 때, 필요하면 씁니다.",
            ),
        ),
    )
    formulas = (
        Formula(
            r"p_k = \frac{e^{z_k}}{\sum_j e^{z_j}}",
            symbols={
                **_SYMBOLS,
                "j": Text(en="runs over all classes", ko="모든 클래스를 차례로 가리키는 번호"),
            },
            code="p = torch.softmax(z, dim=1)",
            worked="e^({z:.2f}) / (e^({z:.2f}) + {others:.3g}) = {p:.3g}",
        ),
        Formula(
            r"\ell = -\log p_y",
            symbols={
                r"\ell": Text(en="loss of one row", ko="행 하나의 손실(loss)"),
                "y": Text(
                    en="label: the number of the right class", ko="정답 레이블(label): 맞는 클래스의 번호"
                ),
                "p": _SYMBOLS["p"],
            },
            code="loss = F.cross_entropy(z, y)",
            worked="-log({p:.3g}) = {loss:.3f}",
        ),
    )
    sources = (
        "PyTorch documentation, torch.nn.CrossEntropyLoss",
        "Goodfellow, Bengio & Courville 2016, Deep Learning, section 6.2.2.3",
    )
    dummy = "DummyClassifier"
    linear = "LogisticRegression"
    target = "class"
    also_for = ("binary", "ordinal")

    def units(self, classes: int, outputs: int) -> int:
        """One a class."""
        return classes

    def encode(self, truth: Target, classes: int) -> NDArray[np.int64]:
        """(N,) class ids, int64, as they are."""
        return truth.astype("int64")

    def decide(self, predicted: NDArray[np.float64]) -> NDArray[np.int64]:
        """(n, C) probabilities -> (n,) class ids."""
        ids: NDArray[np.int64] = predicted.argmax(axis=1)
        return ids

    def errors(self, truth: Target, predicted: NDArray[np.float64]) -> NDArray[np.float64]:
        """(n,) the probability that went to the wrong classes."""
        wrong: NDArray[np.float64] = 1 - predicted[range(len(truth)), truth.astype("int64")]
        return wrong

    def numbers(self, result: FitResult) -> Mapping[str, float]:
        """Return logit, the other classes' sum, probability and loss of the test row it got most wrong.

        Softmax is the same for logits that are all moved alike: here so that their mean is 0.
        """
        rows = zip(result.answers.truth, result.answers.predicted, strict=True)
        y, row = min(((int(truth[0]), row) for truth, row in rows), key=lambda one: one[1][one[0]])
        logs = [math.log(max(p, _SMALLEST)) for p in row]
        z = [value - sum(logs) / len(logs) for value in logs]
        others = sum(math.exp(value) for at, value in enumerate(z) if at != y)
        return {"z": z[y], "others": others, "p": max(row[y], _SMALLEST), "loss": -logs[y]}
