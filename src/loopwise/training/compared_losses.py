"""The usual losses on the same predictions: value and gradient by the logit, in closed form, one row at a time.

    compared = compare_losses(logits=[-6, 0, 2], labels=[1, 1, 0])
    compared["BCEWithLogitsLoss"].values, compared["BCEWithLogitsLoss"].gradients
    compared["MSELoss"].mean, compared["MSELoss"].sum
    print(compared)

z is a logit, p = sigmoid(z) the predicted probability, y the label. The loss is of one row; the cost is the mean of the
losses of all rows (reduction="mean"), and the loss of a mini-batch lies between. Plain arithmetic: no torch, no numpy.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from loopwise.errors import LoopwiseError
from loopwise.text import Text

DEFAULT_LOGITS = (-10.0, -4.0, -1.0, 0.0, 1.0, 4.0, 10.0, 50.0, 100.0)
DEFAULT_LABEL = 0.0  # so that 10, 50 and 100 are wrong for certain
HUBER_DELTA = 1.0  # torch's
CLIPPED_AT = 100.0  # torch.nn.BCELoss cuts its logarithms at -100 ...
LEAST_DENOMINATOR = 1e-12  # ... and divides by p (1 - p), but by no less than this

Pair = tuple[float, float]  # of one row: the loss, and its slope by the logit


@dataclass(frozen=True, slots=True)
class ComparedLoss:
    """One loss on every row. stable: False for the textbook form, which overflows or loses its slope far out.

    values: (n,) losses; gradients: (n,) slopes of each by its own logit.
    """

    name: str
    takes: str
    values: tuple[float, ...]
    gradients: tuple[float, ...]
    stable: bool = True

    @property
    def mean(self) -> float:
        """The cost, reduction="mean"."""
        return self.sum / len(self.values)

    @property
    def sum(self) -> float:
        """The same with reduction="sum": n times the mean, and so are its gradients."""
        return math.fsum(self.values)

    @property
    def root(self) -> float:
        """Square root of the mean: of squared errors, the RMSE."""
        return math.sqrt(self.mean)


@dataclass(frozen=True, slots=True)
class ComparedLosses:
    """All of them; `compared["MSELoss"]` is one."""

    logits: tuple[float, ...]
    labels: tuple[float, ...]
    losses: tuple[ComparedLoss, ...]

    def __getitem__(self, name: str) -> ComparedLoss:
        return next(loss for loss in self.losses if loss.name == name)

    @property
    def probabilities(self) -> tuple[float, ...]:
        """(n,) what the rows' logits mean: sigmoid(z)."""
        return tuple(map(sigmoid, self.logits))

    def __str__(self) -> str:
        rows = ["  ".join(["z", "y", *(loss.name for loss in self.losses)])]
        for at, (z, y) in enumerate(zip(self.logits, self.labels, strict=True)):
            told = (f"{loss.values[at]:.4g} ({loss.gradients[at]:.2g})" for loss in self.losses)
            rows.append("  ".join([f"{z:g}", f"{y:g}", *told]))
        return "\n".join(rows)


def compare_losses(
    logits: Iterable[float] = DEFAULT_LOGITS, labels: Iterable[float] | float = 1
) -> ComparedLosses:
    """Compare BCE, BCE with logits, cross-entropy, NLL, MSE (and half), MAE and Huber on the same rows.

    logits: (n,) of the positive class. labels: (n,) 0 or 1, or one for all rows.
    LoopwiseError for logits that are no finite numbers, labels outside 0 to 1, or lengths that differ.
    """
    z = _numbers(logits)
    y = _numbers(labels) if isinstance(labels, Iterable) else (float(labels),) * len(z)
    if len(z) != len(y) or not z:
        raise LoopwiseError(
            Text(
                en=f"{len(z)} logits and {len(y)} labels were given; there must be as many, and at least one.",
                ko=f"로짓(logit) {len(z)}개와 정답 레이블 {len(y)}개를 받았습니다. 같은 수로 1개 "
                f"이상이어야 합니다.",
            )
        )
    if not (all(map(math.isfinite, z)) and all(0 <= label <= 1 for label in y)):
        raise LoopwiseError(
            Text(
                en="logits must be finite numbers, and labels 0 to 1.",
                ko="로짓(logit)은 유한한 수, 정답 레이블은 0~1이어야 합니다.",
            )
        )
    return ComparedLosses(z, y, tuple(_on_rows(name, *form, z, y) for name, form in _FORMS.items()))


def sigmoid(z: float) -> float:
    """Return 1 / (1 + e^-z), without overflow on either side."""
    return 1 / (1 + math.exp(-z)) if z >= 0 else math.exp(z) / (1 + math.exp(z))


def _with_logits(z: float, y: float) -> Pair:
    """max(z, 0) - z y + log(1 + e^-|z|): nothing is rounded away, however far out."""
    return max(z, 0) - z * y + math.log1p(math.exp(-abs(z))), sigmoid(z) - y


def _textbook(z: float, y: float) -> Pair:
    """-(y log p + (1 - y) log(1 - p)) as it is written: p rounds to 0 or 1, and its logarithm is cut.

    Its slope, (p - y) / (p (1 - p)) by p, is held finite by a least denominator and dies away there: of a row that is
    wrong for certain nothing is learnt.
    """
    p = sigmoid(z)
    flat = p * (1 - p)
    return -(y * _cut_log(p) + (1 - y) * _cut_log(1 - p)), (p - y) * flat / max(flat, LEAST_DENOMINATOR)


def _two_classes(z: float, y: float) -> Pair:
    """Cross-entropy of softmax([0, z]): log(e^0 + e^z) - y z, since sigmoid(z) is softmax's second value."""
    largest = max(0.0, z)
    return largest + math.log(math.exp(-largest) + math.exp(z - largest)) - y * z, sigmoid(z) - y


def _squared(z: float, y: float) -> Pair:
    """(p - y)^2; its slope holds p (1 - p), which is nearly 0 where the model is certain, right or wrong."""
    p = sigmoid(z)
    return (p - y) ** 2, 2 * (p - y) * p * (1 - p)


def _half_squared(z: float, y: float) -> Pair:
    value, slope = _squared(z, y)
    return value / 2, slope / 2


def _absolute(z: float, y: float) -> Pair:
    p = sigmoid(z)
    return abs(p - y), math.copysign(1.0, p - y) * p * (1 - p) if p != y else 0.0


def _huber(z: float, y: float) -> Pair:
    """Half the square up to delta, then straight; a probability is never off by more than delta = 1."""
    error = sigmoid(z) - y
    if abs(error) <= HUBER_DELTA:
        return _half_squared(z, y)
    value, slope = _absolute(z, y)
    return HUBER_DELTA * (value - HUBER_DELTA / 2), HUBER_DELTA * slope


_FORMS: dict[str, tuple[str, bool, Callable[[float, float], Pair]]] = {
    "BCEWithLogitsLoss": ("z", True, _with_logits),
    "BCELoss": ("p", False, _textbook),
    "CrossEntropyLoss": ("[0, z]", True, _two_classes),
    "NLLLoss": ("log_softmax([0, z])", True, _two_classes),
    "MSELoss": ("p", True, _squared),
    "MSELoss / 2": ("p", True, _half_squared),
    "L1Loss": ("p", True, _absolute),
    "HuberLoss": ("p", True, _huber),
}


def _on_rows(
    name: str,
    takes: str,
    stable: bool,
    form: Callable[[float, float], Pair],
    z: Sequence[float],
    y: Sequence[float],
) -> ComparedLoss:
    values, gradients = zip(*map(form, z, y), strict=True)
    return ComparedLoss(name, takes, values, gradients, stable)


def _cut_log(share: float) -> float:
    return max(math.log(share), -CLIPPED_AT) if share > 0 else -CLIPPED_AT


def _numbers(values: Any) -> tuple[float, ...]:
    """Return a flat tuple of whatever holds numbers: a list, an array, a tensor."""
    listed = values.reshape(-1).tolist() if hasattr(values, "reshape") else list(values)
    return tuple(map(float, listed))
