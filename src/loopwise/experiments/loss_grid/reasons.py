"""Why a pair of output activation and loss does what it does: one sentence each, found by rules and told by key.

reason_of(Use("CrossEntropyLoss", 10, "ids"), "softmax")        # "softmax-twice"
REASONS["softmax-twice"]
"""

from __future__ import annotations

import math

from loopwise.experiments.loss_grid.uses import Use
from loopwise.records import LossCell
from loopwise.text import Text

REASONS = {
    "right": Text(en="Belongs together.", ko="함께 쓰는 것이 맞습니다."),
    "identical": Text(
        en="The same function: log-softmax of log-probabilities changes nothing, so this is "
        "cross-entropy on logits.",
        ko="같은 함수입니다. 로그 확률에 log-softmax를 해도 그대로이므로 로짓에 쓴 교차 엔트로피와 같습니다.",
    ),
    "softmax-twice": Text(
        en="Softmax is applied twice: the loss sees values of 0 to 1 only and stops at log(1 + (C - "
        "1)/e) = {floor:.3f}.",
        ko="softmax를 두 번 적용합니다. 손실 함수가 0~1 값만 보게 되어 log(1 + (C - 1)/e) = "
        "{floor:.3f}에서 멈춥니다.",
    ),
    "sigmoid-twice": Text(
        en="Squashed twice: with values of 0 to 1 as logits the loss of a positive stops at 0.313, of a "
        "negative at 0.693.",
        ko="값이 두 번 눌립니다. 0~1 값을 로짓으로 보므로 손실이 양성에서 0.313, 음성에서 0.693보다 내려가지 "
        "않습니다.",
    ),
    "short-logits": Text(
        en="The loss wants logits of any size; between {low:g} and 1 even a certain answer stays unsure.",
        ko="손실 함수는 크기 제한이 없는 로짓을 받습니다. {low:g}~1 범위로 누르면 확실한 답에서도 "
        "확률이 1에 가까워지지 못합니다.",
    ),
    "one-unit-softmax": Text(
        en="Softmax over one unit is 1 whatever the input: there is nothing to learn.",
        ko="출력이 하나일 때 softmax는 입력과 관계없이 1입니다. 학습할 것이 없습니다.",
    ),
    "one-unit-cross-entropy": Text(
        en="Cross-entropy over one unit is always 0: softmax of a single value is 1, and its logarithm 0.",
        ko="출력이 하나인 교차 엔트로피는 늘 0입니다. 값 하나의 softmax는 1이고 그 로그는 0입니다.",
    ),
    "relu": Text(
        en="ReLU cuts off what is negative: outputs that are 0 on every row get no gradient and stay "
        "dead, by seed.",
        ko="ReLU가 음수를 잘라 냅니다. 모든 행에서 0이 된 출력은 기울기(gradient)가 없어 시드에 따라 "
        "죽은 채 남습니다.",
    ),
    "not-probabilities": Text(
        en="BCELoss takes probabilities; it refuses what lies outside 0 to 1.",
        ko="BCELoss는 확률을 받습니다. 0~1을 벗어나면 에러를 냅니다.",
    ),
    "a-question-each": Text(
        en="A yes-or-no question for each class: it works, and learns a little more slowly than softmax "
        "within the loss.",
        ko="클래스마다 예/아니요 문제를 풉니다. 학습은 되지만 손실 함수 안의 softmax보다 조금 느리게 배웁니다.",
    ),
    "labels-compete": Text(
        en="Softmax shares one probability among the labels: of several true ones none can reach 0.5.",
        ko="softmax가 확률 1을 레이블끼리 나눕니다. 여럿이 맞으면 어느 것도 0.5에 이르기 어렵습니다.",
    ),
    "no-logarithm": Text(
        en="NLLLoss takes log-probabilities and only negates the right one; here it rewards ever larger "
        "outputs, so the "
        "loss goes below 0 without an end.",
        ko="NLLLoss는 로그 확률을 받아 정답 값의 부호만 바꿉니다. 로그 확률이 아니면 출력을 키우기만 "
        "해도 손실이 0 아래로 "
        "끝없이 내려갑니다.",
    ),
    "no-logarithm-bounded": Text(
        en="NLLLoss takes log-probabilities; without the logarithm the loss is minus the output: "
        "negative, and weakest "
        "where the model is most wrong.",
        ko="NLLLoss는 로그 확률을 받습니다. 로그가 없으면 손실이 출력의 음수가 되고, 가장 크게 틀린 "
        "곳에서 가장 약하게 "
        "배웁니다.",
    ),
    "wants-class-ids": Text(
        en="The loss wants class ids that exist: int64, from 0 to the number of units less one.",
        ko="손실 함수는 있는 클래스의 번호를 받습니다. int64로, 0부터 출력 수 - 1까지입니다.",
    ),
    "flat-when-wrong": Text(
        en="The slope holds p (1 - p): where the model is certain and wrong, next to nothing is learnt.",
        ko="기울기(gradient)에 p(1 - p)가 들어 있어, 확신하고 틀린 곳에서 거의 배우지 못합니다.",
    ),
    "regression-on-labels": Text(
        en="Regression on 0 and 1: it decides well enough, but gives no probabilities.",
        ko="0과 1을 회귀로 맞힙니다. 판정은 쓸 만하지만 확률은 나오지 않습니다.",
    ),
    "never-one": Text(
        en="Log-probabilities are never above 0: a target of 1 is out of reach.",
        ko="로그 확률은 0을 넘지 못합니다. 정답 1에 이를 수 없습니다.",
    ),
    "out-of-reach": Text(
        en="The activation stays within {low:g} and {high:g}: amounts outside cannot be answered.",
        ko="활성화 함수의 값이 {low:g}~{high:g} 범위를 벗어나지 못해, 그 밖의 값은 답할 수 없습니다.",
    ),
    "amounts-as-labels": Text(
        en="Cross-entropies want targets of 0 to 1; with amounts they have no lower end, and grow to nonsense.",
        ko="교차 엔트로피는 0~1 정답을 받습니다. 실수 값을 넣으면 손실에 최솟값이 없어 출력이 끝없이 커집니다.",
    ),
}

RANGES = {
    "sigmoid": (0.0, 1.0),
    "tanh": (-1.0, 1.0),
    "relu": (0.0, float("inf")),
    "softmax": (0.0, 1.0),
    "log_softmax": (float("-inf"), 0.0),
}


def reason_of(use: Use, activation: str) -> str:
    """Return the key of the sentence for a pair that is not a recipe's line."""
    if use.units == 1 and activation in ("softmax", "log_softmax"):
        return "wants-class-ids" if use.target == "ids" else "one-unit-softmax"
    if use.target == "amounts":
        return _of_amounts(use, activation)
    if use.loss in ("CrossEntropyLoss", "NLLLoss"):
        return _of_classes(use, activation)
    if use.loss == "BCEWithLogitsLoss":
        return _of_logits(use, activation)
    if use.loss == "BCELoss":
        return _of_probabilities(use, activation)
    if activation in ("sigmoid", "softmax"):
        return "flat-when-wrong"
    return {"relu": "relu", "log_softmax": "never-one"}.get(activation, "regression-on-labels")


def _of_amounts(use: Use, activation: str) -> str:
    if use.loss == "NLLLoss":
        return "wants-class-ids"
    if use.loss == "CrossEntropyLoss" and use.units == 1:
        return "one-unit-cross-entropy"
    if use.loss == "BCELoss" and activation not in ("sigmoid", "softmax"):
        return "not-probabilities"
    if use.loss in ("CrossEntropyLoss", "BCEWithLogitsLoss", "BCELoss"):
        return "amounts-as-labels"
    return "relu" if activation == "relu" else "out-of-reach"


def _of_classes(use: Use, activation: str) -> str:
    if use.units == 1:
        return "wants-class-ids" if use.target == "ids" else "one-unit-cross-entropy"
    if use.target == "labels":
        return "wants-class-ids" if use.loss == "NLLLoss" else "labels-compete"
    if activation == "log_softmax":
        return "identical"
    if use.loss == "NLLLoss":
        return "no-logarithm" if activation in ("none", "relu") else "no-logarithm-bounded"
    return {"softmax": "softmax-twice", "relu": "relu"}.get(activation, "short-logits")


def _of_logits(use: Use, activation: str) -> str:
    if activation == "none":
        return "a-question-each"
    known = {
        "sigmoid": "sigmoid-twice",
        "softmax": "sigmoid-twice",
        "relu": "relu",
        "log_softmax": "never-one",
    }
    return known.get(activation, "short-logits")


def _of_probabilities(use: Use, activation: str) -> str:
    if activation == "softmax" and use.target == "labels":
        return "labels-compete"
    return "a-question-each" if activation in ("sigmoid", "softmax") else "not-probabilities"


def because(cell: LossCell, classes: int) -> Text:
    """Return the sentence of a cell, with its numbers. classes: of the target, where it has classes."""
    low, high = RANGES.get(cell.activation, (-math.inf, math.inf))
    units = classes or cell.units
    floor = math.log(1 + (units - 1) / math.e)
    return REASONS[cell.why].format(low=low, high=high, floor=floor)
