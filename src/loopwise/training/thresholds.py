"""Move the threshold of a fitted binary model, and choose it by what each kind of error costs.

    at_threshold(result, 0.3).recall
    cheapest_threshold(result, false_negative=10, false_positive=1).threshold

Plain arithmetic over the scores a FitResult holds: no torch, no numpy, quick enough for a slider.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from loopwise.errors import LoopwiseError
from loopwise.records import Confusion, FitResult, Scores
from loopwise.text import Text

TWENTIETHS = tuple(step / 20 for step in range(1, 20))  # 0.05 to 0.95


@dataclass(frozen=True, slots=True)
class Decision:
    """What one threshold does to some rows. cost: of all its errors together."""

    threshold: float
    confusion: Confusion
    cost: float

    @property
    def accuracy(self) -> float:
        """Of all rows, how many are right."""
        return _share(self.confusion.true_positive + self.confusion.true_negative, self.confusion.rows)

    @property
    def precision(self) -> float:
        """Of those predicted positive, how many are; 0 where none is."""
        return _share(
            self.confusion.true_positive, self.confusion.true_positive + self.confusion.false_positive
        )

    @property
    def recall(self) -> float:
        """Of the positive ones, how many are found."""
        return _share(
            self.confusion.true_positive, self.confusion.true_positive + self.confusion.false_negative
        )

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        wrong = self.confusion.false_positive + self.confusion.false_negative
        return _share(2 * self.confusion.true_positive, 2 * self.confusion.true_positive + wrong)


@dataclass(frozen=True, slots=True)
class Choice:
    """A threshold chosen on validation rows, and what it does to the test rows, which had no say in it."""

    on_validation: Decision
    on_test: Decision

    @property
    def threshold(self) -> float:
        """The threshold that was cheapest on the validation rows."""
        return self.on_validation.threshold


def at_threshold(
    result: FitResult, threshold: float, *, false_negative: float = 1.0, false_positive: float = 1.0
) -> Decision:
    """Decide the test rows again: positive where the probability is at least `threshold`.

    false_negative, false_positive: what one error of each kind costs.
    """
    return _decide(_scored(result).test, threshold, false_negative, false_positive)


def cheapest_threshold(result: FitResult, *, false_negative: float, false_positive: float) -> Choice:
    """Choose the threshold whose errors cost least on the validation rows, and report it on the test rows.

    Between equally cheap ones the one nearest to 0.5 is taken.
    """
    if false_negative < 0 or false_positive < 0:
        raise LoopwiseError(
            Text(
                en=f"a cost is negative: {false_negative:g}, {false_positive:g}; it can be 0 or more.",
                ko=f"비용(cost)이 음수입니다: {false_negative:g}, {false_positive:g}. 0 이상이어야 합니다.",
            )
        )
    scores = _scored(result).validation
    candidates = (step / 100 for step in range(1, 100))
    table = [_decide(scores, t, false_negative, false_positive) for t in candidates]
    best = min(table, key=lambda decision: (decision.cost, abs(decision.threshold - 0.5)))
    costs = {"false_negative": false_negative, "false_positive": false_positive}
    return Choice(best, at_threshold(result, best.threshold, **costs))


def threshold_table(
    result: FitResult,
    thresholds: Iterable[float] = TWENTIETHS,
    *,
    false_negative: float = 1.0,
    false_positive: float = 1.0,
) -> tuple[Decision, ...]:
    """Return the decision at each threshold, on the test rows."""
    costs = {"false_negative": false_negative, "false_positive": false_positive}
    return tuple(at_threshold(result, threshold, **costs) for threshold in thresholds)


def _decide(scores: Scores, threshold: float, false_negative: float, false_positive: float) -> Decision:
    found = missed = alarmed = quiet = 0
    for label, probability in zip(scores.labels, scores.probabilities, strict=True):
        if probability >= threshold:
            found, alarmed = found + label, alarmed + (1 - label)
        else:
            missed, quiet = missed + label, quiet + (1 - label)
    confusion = Confusion(quiet, alarmed, missed, found)
    return Decision(threshold, confusion, missed * false_negative + alarmed * false_positive)


def _scored(result: FitResult) -> FitResult:
    if result.test.labels:
        return result
    raise LoopwiseError(
        Text(
            en=f"this result ({result.data}, {result.recipe}) has no probabilities: there is no threshold to "
            "move.",
            ko=f"확률이 없는 결과입니다({result.data}, {result.recipe}). 옮길 임계값(threshold)이 없습니다.",
        )
    )


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0
