"""Binary classification: one of two. One logit, BCEWithLogitsLoss, and a threshold to choose."""

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

_NEVER_CERTAIN = 1e-15  # a float64 sigmoid rounds to 1 beyond a logit of 37; its logit would be infinite

_SYMBOLS = {
    "z": Text(en="logit: what the model returns", ko="로짓(logit): 모델이 반환하는 값"),
    "e": Text(en="Euler's number, 2.718...", ko="자연상수, 2.718..."),
}


class Binary(Recipe):
    """Malignant or benign, spam or not, sold or not."""

    title = Text(en="binary classification", ko="이진 분류")
    asks = Text(en="Is it this, or not?", ko="이것인가요, 아닌가요?")
    output = Text(
        en="one unit: Linear(..., 1). Its value is the logit of the positive class.",
        ko="출력 1개: Linear(..., 1). 출력값은 양성(positive) 클래스의 로짓(logit)입니다.",
    )
    losses = (
        LossLine(
            "BCEWithLogitsLoss",
            units="1",
            in_model="none",
            to_predict="sigmoid",
            dtype="float32",
            shape="(N, 1)",
            says=Text(
                en="Takes logits; the sigmoid is inside the loss, in a form that does not overflow.",
                ko="로짓을 받습니다. sigmoid는 손실 함수 안에서, 넘치지 않는 식으로 계산됩니다.",
            ),
            recommended=True,
        ),
        LossLine(
            "BCELoss",
            units="1",
            in_model="sigmoid",
            to_predict="none",
            dtype="float32",
            shape="(N, 1)",
            says=Text(
                en="Takes probabilities. Far out the sigmoid rounds to 0 or 1, and the loss is cut at 100.",
                ko="확률을 받습니다. 로짓이 0에서 멀면 sigmoid가 0이나 1로 반올림되고, 손실은 100에서 "
                "잘립니다.",
            ),
        ),
        LossLine(
            "CrossEntropyLoss",
            units="2",
            in_model="none",
            to_predict="softmax",
            dtype="int64",
            shape="(N,)",
            says=Text(
                en="Two units, one for each class: the same model, since sigmoid(z1 - z0) is softmax's "
                "second value.",
                ko="클래스마다 출력 하나씩 2개. softmax의 둘째 값이 sigmoid(z1 - z0)이므로 결국 같은 "
                "모델입니다.",
            ),
        ),
    )
    decision = Text(
        en="positive where the probability is at least the threshold. 0.5 is only the start: choose it on "
        "validation.",
        ko="확률이 임계값(threshold) 이상이면 양성(positive)입니다. 0.5는 출발점일 뿐이며, 검증 데이터로 "
        "정하세요.",
    )
    metrics = ("accuracy", "precision", "recall", "f1", "roc_auc", "average_precision")
    when_rare = "roc_auc"
    traps = (
        "sigmoid-before-bce-with-logits",
        "logits-into-bce",
        "softmax-on-one-output",
        "threshold-on-logits",
        "target-broadcast",
        "target-dtype",
    )
    keras = Text(
        en="Keras' BinaryCrossentropy takes probabilities (from_logits=False), so Dense(1, 'sigmoid') goes "
        "with it. In PyTorch take the sigmoid out of the model.",
        ko="Keras의 BinaryCrossentropy는 확률을 받으므로(from_logits=False) Dense(1, 'sigmoid')와 함께 "
        "씁니다. PyTorch에서는 모델에서 sigmoid를 빼세요.",
    )
    missing = (
        Text(
            en="PyTorch has no BinaryCrossEntropyLoss and no from_logits=: there are two losses with two "
            "names.",
            ko="PyTorch에는 BinaryCrossEntropyLoss도 from_logits= 옵션도 없습니다. 이름이 다른 손실 함수 "
            "2개가 있습니다.",
        ),
    )
    corrections = (
        Correction(
            often=Text(
                en="sigmoid | BCELoss / BCEWithLogitsLoss, in one line",
                ko="'sigmoid | BCELoss / BCEWithLogitsLoss'처럼 한 줄에 적기",
            ),
            right=Text(
                en="Two losses, two lines: BCEWithLogitsLoss contains the sigmoid, so the model has none; only "
                "BCELoss wants it in the model. Read along that one line, sigmoid is applied twice.",
                ko="손실 함수가 둘이면 줄도 둘입니다. BCEWithLogitsLoss에는 sigmoid가 들어 있으므로 "
                "모델에는 넣지 "
                "않습니다. 모델에 넣는 것은 BCELoss일 때뿐입니다. 한 줄로 읽으면 sigmoid를 두 번 쓰게 됩니다.",
            ),
        ),
        Correction(
            often=Text(
                en="sigmoid belongs to the output, softmax to the loss",
                ko="sigmoid는 출력층에, softmax는 손실 함수에 들어간다",
            ),
            right=Text(
                en="In PyTorch both live in the loss: BCEWithLogitsLoss has the sigmoid, "
                "CrossEntropyLoss the softmax.",
                ko="PyTorch에서는 둘 다 손실 함수 안에 있습니다. BCEWithLogitsLoss에는 sigmoid, "
                "CrossEntropyLoss에는 "
                "softmax가 들어 있습니다.",
            ),
        ),
        Correction(
            often=Text(
                en="precision is the share of right predictions",
                ko="정밀도(precision)는 맞힌 예측의 비율이다",
            ),
            right=Text(
                en="That is accuracy. Precision is the share of true ones among those predicted "
                "positive; of all "
                "positives, recall tells how many were found.",
                ko="그것은 정확도(accuracy)입니다. 정밀도(precision)는 양성으로 예측한 것 가운데 실제 "
                "양성의 비율이고, "
                "실제 양성 가운데 찾아낸 비율은 재현율(recall)입니다.",
            ),
        ),
    )
    formulas = (
        Formula(
            r"p = \sigma(z) = \frac{1}{1 + e^{-z}}",
            symbols={
                "p": Text(en="probability of the positive class", ko="양성(positive) 클래스일 확률"),
                r"\sigma": Text(en="the sigmoid function", ko="시그모이드(sigmoid) 함수"),
                **_SYMBOLS,
            },
            code="p = torch.sigmoid(z)",
            worked="1 / (1 + e^-({z:.2f})) = {p:.3f}",
        ),
        Formula(
            r"\ell = \max(z, 0) - z\,y + \log\left(1 + e^{-|z|}\right)",
            symbols={
                r"\ell": Text(en="loss of one row", ko="행 하나의 손실(loss)"),
                "y": Text(en="label: 1 positive, 0 negative", ko="정답 레이블(label): 양성 1, 음성 0"),
                **_SYMBOLS,
            },
            code="loss = F.binary_cross_entropy_with_logits(z, y)",
            worked="max({z:.2f}, 0) - ({z:.2f}) * {y} + log(1 + e^-|{z:.2f}|) = {loss:.3f}",
        ),
    )
    sources = (
        "PyTorch documentation, torch.nn.BCEWithLogitsLoss",
        "Goodfellow, Bengio & Courville 2016, Deep Learning, section 6.2.2.2",
    )
    dummy = "DummyClassifier"
    linear = "LogisticRegression"
    target = "class"

    def units(self, classes: int, outputs: int) -> int:
        """One: the logit of the positive class."""
        return 1

    def truth(self, target: Target, positive: int) -> Target:
        """(N,) class ids -> (N,) 1 where the class is the positive one, else 0."""
        labels: NDArray[np.int64] = (target == positive).astype("int64")
        return labels

    def encode(self, truth: Target, classes: int) -> NDArray[np.float32]:
        """(N,) 0 or 1 -> (N, 1) float32."""
        return truth.astype("float32").reshape(-1, 1)

    def decide(self, predicted: NDArray[np.float64]) -> NDArray[np.int64]:
        """(n, 1) probabilities -> (n,) 0 or 1, at a threshold of 0.5."""
        return (predicted[:, 0] >= 0.5).astype("int64")

    def predicted_by(self, answers: NDArray[np.float64], classes: int) -> NDArray[np.float64]:
        """(n, 2) probabilities of both classes -> (n, 1) of the positive one."""
        return answers[:, 1:]

    def errors(self, truth: Target, predicted: NDArray[np.float64]) -> NDArray[np.float64]:
        """(n,) how far the probability is from the label."""
        distances: NDArray[np.float64] = abs(truth - predicted[:, 0])
        return distances

    def numbers(self, result: FitResult) -> Mapping[str, float]:
        """Return logit, probability, label and loss of the test row that the model got most wrong."""
        rows = zip(result.test.labels, result.test.probabilities, strict=True)
        y, p = max(rows, key=lambda row: abs(row[0] - row[1]))
        z = _logit(p)
        loss = max(z, 0.0) - z * y + math.log1p(math.exp(-abs(z)))
        return {"z": z, "p": p, "y": y, "loss": loss}


def _logit(p: float) -> float:
    p = min(max(p, _NEVER_CERTAIN), 1 - _NEVER_CERTAIN)
    return math.log(p / (1 - p))
