"""The losses compared on the same rows, in the terminal: values, slopes, and what they mean."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from loopwise.cli._fitted import aligned
from loopwise.rendering.columns import wrapped
from loopwise.text import Text
from loopwise.training import ComparedLosses
from loopwise.training.compared_losses import CLIPPED_AT

SHORT = {
    "BCEWithLogitsLoss": "logits",
    "BCELoss": "BCE",
    "CrossEntropyLoss": "CE",
    "NLLLoss": "NLL",
    "MSELoss": "MSE",
    "MSELoss / 2": "MSE/2",
    "L1Loss": "L1",
    "HuberLoss": "Huber",
}
HEAD = Text(
    en="The losses of torch.nn on the same rows; z is the logit, p = sigmoid(z), the label y = {y}.",
    ko="같은 행에서 비교한 torch.nn의 손실 함수. z는 로짓(logit), p = sigmoid(z), 정답 y = {y}.",
)
TAKES = Text(
    en="logits: BCEWithLogitsLoss(z)   BCE: BCELoss(p)   CE: CrossEntropyLoss([0, z])   NLL: "
    "NLLLoss(log_softmax([0, z]))   the others take p",
    ko="logits: BCEWithLogitsLoss(z)   BCE: BCELoss(p)   CE: CrossEntropyLoss([0, z])   NLL: "
    "NLLLoss(log_softmax([0, z]))   나머지는 p를 받습니다",
)
VALUES = Text(en="loss of each row", ko="행마다의 손실(loss)")
SLOPES = Text(
    en="its slope by z: what the logit is pushed by", ko="z에 대한 기울기(gradient): 로짓을 미는 힘"
)
COSTS = Text(
    en="cost: one number for all rows ({n} of them)", ko="비용(cost): 모든 행({n}개)을 하나의 값으로"
)
SAME = Text(
    en="logits, CE and NLL are one function: sigmoid with BCE is a two-class softmax with cross-entropy.",
    ko="logits, CE, NLL은 같은 함수입니다. sigmoid와 BCE는 클래스 2개의 softmax와 교차 엔트로피와 같습니다.",
)
ROUNDED = Text(
    en="At z = {z:g} p is rounded to {p:g}: BCELoss says {cut:g}, where its logarithm is cut, with slope "
    "{slope:g}; "
    "BCEWithLogitsLoss says {true:g} with slope {true_slope:g}.",
    ko="z = {z:g}일 때 p의 반올림한 값은 {p:g}입니다. BCELoss는 로그를 자르는 값({cut:g})에 기울기 {slope:g}, "
    "BCEWithLogitsLoss는 {true:g}에 기울기 {true_slope:g}입니다.",
)
SLOW = Text(
    en="At z = {z:g} the model is wrong and sure of it: the slope of MSE is {mse:.2g}, of BCE {bce:.2g}. "
    "It holds "
    "p (1 - p) = {flat:.2g}, so MSE on a sigmoid hardly learns there.",
    ko="z = {z:g}에서 모델은 확신하고 틀렸습니다. MSE의 기울기는 {mse:.2g}, BCE는 {bce:.2g}입니다. "
    "MSE에는 곱해지는 값이 "
    "p(1 - p) = {flat:.2g}이므로 sigmoid 뒤의 MSE는 거의 배우지 못합니다.",
)
SQUARES = Text(
    en="Sum, mean and half of squared errors have the same minimum, not the same slope: with the sum the "
    "best learning "
    "rate is {n} times smaller. A probability is off by at most 1, so Huber is MSE/2 here.",
    ko="오차 제곱의 합, 평균, 절반은 최솟값의 위치는 같지만 기울기가 다릅니다. 합이면 알맞은 학습률이 "
    "{n}배 작아집니다. "
    "확률은 1 이상 틀릴 수 없으므로 여기서 Huber는 MSE/2와 같습니다.",
)


def told(compared: ComparedLosses, width: int) -> Iterator[str]:
    """Yield the tables and the sentences."""
    y = ", ".join(dict.fromkeys(f"{label:g}" for label in compared.labels))
    yield from wrapped(str(HEAD.format(y=y)), width)
    yield from wrapped(str(TAKES), width, indent="  ")
    yield ""
    yield str(VALUES)
    yield from _table(compared, [loss.values for loss in compared.losses])
    yield ""
    yield str(SLOPES)
    yield from _table(compared, [loss.gradients for loss in compared.losses])
    yield ""
    yield from _costs(compared)
    yield ""
    for sentence in sentences(compared):
        yield from wrapped(str(sentence), width, first="-", indent="  ")


def sentences(compared: ComparedLosses) -> Iterator[Text]:
    """Yield what these very rows show."""
    yield SAME
    stable, cut = compared["BCEWithLogitsLoss"], compared["BCELoss"]
    rows = range(len(compared.logits))
    rounded = [
        at
        for at in rows
        if cut.values[at] >= CLIPPED_AT - 1e-9 or abs(cut.gradients[at] - stable.gradients[at]) > 1e-6
    ]
    if rounded:
        at = min(rounded, key=lambda row: abs(compared.logits[row]))
        yield ROUNDED.format(
            z=compared.logits[at],
            p=compared.probabilities[at],
            cut=cut.values[at],
            slope=cut.gradients[at],
            true=stable.values[at],
            true_slope=stable.gradients[at],
        )
    wrong = [at for at in rows if 3 < abs(compared.logits[at]) < 30 and abs(stable.gradients[at]) > 0.5]
    if wrong:
        at = max(wrong, key=lambda row: abs(compared.logits[row]))
        p = compared.probabilities[at]
        yield SLOW.format(
            z=compared.logits[at],
            mse=compared["MSELoss"].gradients[at],
            bce=stable.gradients[at],
            flat=p * (1 - p),
        )
    yield SQUARES.format(n=len(compared.logits))


def as_json(compared: ComparedLosses) -> dict[str, Any]:
    """Return the numbers, one object a loss."""
    losses = [
        {
            "loss": one.name,
            "takes": one.takes,
            "stable": one.stable,
            "values": list(one.values),
            "gradients": list(one.gradients),
            "mean": one.mean,
            "sum": one.sum,
            "root": one.root,
        }
        for one in compared.losses
    ]
    return {"logits": list(compared.logits), "labels": list(compared.labels), "losses": losses}


def _table(compared: ComparedLosses, columns: list[tuple[float, ...]]) -> Iterator[str]:
    rows = [["     z", "p", *(SHORT[loss.name] for loss in compared.losses)]]
    for at, z in enumerate(compared.logits):
        cells = [_short(column[at]) for column in columns]
        rows.append([f"{z:6g}", f"{compared.probabilities[at]:.2g}", *cells])
    yield from aligned(rows)


def _costs(compared: ComparedLosses) -> Iterator[str]:
    yield str(COSTS.format(n=len(compared.logits)))
    rows = [["reduction", *(SHORT[loss.name] for loss in compared.losses)]]
    for name in ("mean", "sum"):
        rows.append([name, *(_short(getattr(loss, name)) for loss in compared.losses)])
    squares = [_short(loss.root) if loss.name == "MSELoss" else "" for loss in compared.losses]
    rows.append(["root (RMSE)", *squares])
    yield from aligned(rows)


def _short(value: float) -> str:
    return f"{value:.3g}" if abs(value) >= 1e-3 or value == 0 else f"{value:.0e}"
