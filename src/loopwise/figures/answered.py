"""Figures of the answers of a fit that is not binary: classes counted, labels by share, amounts against truth."""

from __future__ import annotations

from loopwise.figures.description import Axis, Cells, Figure, Panel, Role, Series
from loopwise.recipes import recipe_named
from loopwise.records import FitResult
from loopwise.text import Text

PREDICTED = Text(en="predicted", ko="예측")
TRUTH = Text(en="truth", ko="실제")
ERROR = Text(en="truth less predicted", ko="실제 - 예측")
DEVIATIONS = Text(en="{name}, in deviations of the truth", ko="{name}(실제 값의 표준편차 단위)")
SHARES = (
    Text(en="precision", ko="정밀도(precision)"),
    Text(en="recall", ko="재현율(recall)"),
    Text(en="F1", ko="F1"),
)
_ROLES: tuple[Role, ...] = ("accent", "second", "third", "alarm", "quiet")


def answers_figure(result: FitResult) -> Figure:
    """Return the figure that shows where the answers of a result are right and wrong."""
    target = recipe_named(result.recipe).target
    if target == "class":
        return class_matrix(result)
    return label_shares(result) if target == "labels" else predicted_against_truth(result)


def class_matrix(result: FitResult) -> Figure:
    """Return the counts of every answer for every class."""
    classes = tuple(Text(en=name, ko=name) for name in result.classes)
    title = Text(en="Confusion matrix, test rows", ko="혼동 행렬, 테스트 데이터")
    return Figure(
        title, (Panel(title, Axis(PREDICTED), Axis(TRUTH), cells=Cells(classes, classes, result.matrix)),)
    )


def label_shares(result: FitResult) -> Figure:
    """Return precision, recall and F1 of each label, in percent."""
    names = tuple(Text(en=name, ko=name) for name in result.by_output)
    counts = tuple(
        tuple(round(100 * values[name]) for name in ("precision", "recall", "f1"))
        for values in result.by_output.values()
    )
    title = Text(en="Each label, in percent", ko="레이블마다, 퍼센트")
    label = Axis(Text(en="label", ko="레이블"))
    return Figure(title, (Panel(title, Axis(Text(en="", ko="")), label, cells=Cells(names, SHARES, counts)),))


def predicted_against_truth(result: FitResult) -> Figure:
    """Return predictions over the truth, on the diagonal where they are right; several amounts on one scale."""
    series = [
        Series(name, truth, predicted, kind="points", role=role)
        for name, truth, predicted, role in _amounts(result)
    ]
    ends = tuple(end for one in series for end in (min(one.x), max(one.x)))
    line = (min(ends), max(ends))
    right = Series(Text(en="right", ko="정답"), line, line, kind="dashes", role="quiet")
    title = Text(en="Predicted against the truth", ko="예측과 실제")
    return Figure(title, (Panel(title, _axis(TRUTH, result), _axis(PREDICTED, result), (right, *series)),))


def residuals(result: FitResult) -> Figure:
    """Return the errors over the predictions: a pattern in them is something the model has not learnt."""
    series = [
        Series(
            name,
            predicted,
            tuple(y - p for y, p in zip(truth, predicted, strict=True)),
            kind="points",
            role=role,
        )
        for name, truth, predicted, role in _amounts(result)
    ]
    ends = tuple(end for one in series for end in (min(one.x), max(one.x)))
    none = Series(
        Text(en="right", ko="정답"), (min(ends), max(ends)), (0.0, 0.0), kind="dashes", role="quiet"
    )
    title = Text(en="Residuals", ko="잔차(residual)")
    return Figure(title, (Panel(title, _axis(PREDICTED, result), _axis(ERROR, result), (none, *series)),))


def _axis(name: Text, result: FitResult) -> Axis:
    return Axis(DEVIATIONS.format(name=name) if result.outputs else name)


def _amounts(result: FitResult) -> list[tuple[Text, tuple[float, ...], tuple[float, ...], Role]]:
    """Return (name, truth, predicted, role) of each amount; several are put into deviations of their truth."""
    columns = list(
        zip(zip(*result.answers.truth, strict=True), zip(*result.answers.predicted, strict=True), strict=True)
    )
    names = result.outputs or tuple(column.name for column in result.columns if column.kind == "target")
    found = []
    for at, (truth, predicted) in enumerate(columns):
        name = Text(en=names[at], ko=names[at])
        middle, width = _mean_and_deviation(truth) if result.outputs else (0.0, 1.0)
        scaled = [tuple((value - middle) / width for value in values) for values in (truth, predicted)]
        found.append((name, scaled[0], scaled[1], _ROLES[at % len(_ROLES)]))
    return found


def _mean_and_deviation(values: tuple[float, ...]) -> tuple[float, float]:
    mean = sum(values) / len(values)
    return mean, (sum((value - mean) ** 2 for value in values) / len(values)) ** 0.5 or 1.0
