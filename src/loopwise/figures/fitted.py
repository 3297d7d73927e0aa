"""Figures of a FitResult: how the loss went, what the threshold trades, what errors cost."""

from __future__ import annotations

from loopwise.figures.answered import answers_figure, residuals
from loopwise.figures.description import Axis, Cells, Figure, Panel, Series
from loopwise.recipes import recipe_named
from loopwise.records import FitResult
from loopwise.text import Text
from loopwise.training import at_threshold, cheapest_threshold, threshold_table

EPOCH = Axis(Text(en="epoch", ko="에폭(epoch)"))
LOSS = Axis(Text(en="loss", ko="손실(loss)"))
RECALL = Text(en="recall", ko="재현율(recall)")
PRECISION = Text(en="precision", ko="정밀도(precision)")
THRESHOLD = Axis(Text(en="threshold", ko="임계값(threshold)"), (0.0, 1.0))
_SHARE = (-0.02, 1.02)  # 0 to 1, and room for the line


def loss_curves(result: FitResult) -> Figure:
    """Return training and validation loss over epochs, with the epoch whose weights were kept."""
    epochs = tuple(float(epoch.epoch) for epoch in result.history)
    best = tuple(epoch for epoch in result.history if epoch.epoch == result.best_epoch)
    series = (
        Series(
            Text(en="train", ko="학습"), epochs, tuple(e.train_loss for e in result.history), role="second"
        ),
        Series(Text(en="validation", ko="검증"), epochs, tuple(e.validation_loss for e in result.history)),
        Series(
            Text(en="weights kept", ko="선택한 가중치"),
            tuple(float(e.epoch) for e in best),
            tuple(e.validation_loss for e in best),
            kind="points",
        ),
    )
    title = Text(en="Loss while training", ko="학습 중의 손실(loss)")
    return Figure(title, (Panel(title, EPOCH, LOSS, series),))


def roc(result: FitResult, threshold: float = 0.5) -> Figure:
    """Return the ROC curve on the test rows, with the point of `threshold`."""
    at, curve = at_threshold(result, threshold), result.curves["roc"]
    negatives = at.confusion.false_positive + at.confusion.true_negative
    area = result.metrics["test"]["roc_auc"]
    title = Text(en="ROC, area {area:.3f}", ko="ROC 곡선, 넓이 {area:.3f}").format(area=area)
    series = (
        Series(Text(en="chance", ko="무작위 예측"), (0.0, 1.0), (0.0, 1.0), kind="dashes", role="quiet"),
        Series(Text(en="this model", ko="이 모델"), curve.x, curve.y),
        _point(threshold, at.confusion.false_positive / max(negatives, 1), at.recall),
    )
    x = Axis(Text(en="false positive rate", ko="거짓 양성 비율(false positive rate)"), _SHARE)
    return Figure(title, (Panel(title, x, Axis(RECALL, _SHARE), series),))


def precision_recall(result: FitResult, threshold: float = 0.5) -> Figure:
    """Return the precision-recall curve on the test rows, with the point of `threshold`."""
    at, curve = at_threshold(result, threshold), result.curves["precision_recall"]
    share = sum(result.test.labels) / len(result.test.labels)
    title = Text(en="Precision and recall", ko="정밀도(precision)와 재현율(recall)")
    series = (
        Series(Text(en="chance", ko="무작위 예측"), (0.0, 1.0), (share, share), kind="dashes", role="quiet"),
        Series(Text(en="this model", ko="이 모델"), curve.x, curve.y),
        _point(threshold, at.recall, at.precision),
    )
    return Figure(title, (Panel(title, Axis(RECALL, _SHARE), Axis(PRECISION, _SHARE), series),))


def confusion_matrix(result: FitResult, threshold: float = 0.5) -> Figure:
    """Return the four outcomes on the test rows at `threshold`, the positive class first."""
    told = at_threshold(result, threshold).confusion
    positive = Text(en=result.positive, ko=result.positive)
    others = [name for name in result.classes if name != result.positive] or ["-"]
    negative = Text(en=others[0], ko=others[0])
    title = Text(en="Confusion matrix at {t:.2f}", ko="혼동 행렬, 임계값 {t:.2f}").format(t=threshold)
    cells = Cells(
        rows=(positive, negative),
        columns=(positive, negative),
        counts=((told.true_positive, told.false_negative), (told.false_positive, told.true_negative)),
    )
    predicted, truth = Text(en="predicted", ko="예측"), Text(en="truth", ko="실제")
    return Figure(title, (Panel(title, Axis(predicted), Axis(truth), cells=cells),))


def threshold_cost(
    result: FitResult,
    threshold: float = 0.5,
    *,
    false_negative: float = 10.0,
    false_positive: float = 1.0,
) -> Figure:
    """Return what all errors on the test rows cost at each threshold, and the one chosen on validation
    rows."""
    costs = {"false_negative": false_negative, "false_positive": false_positive}
    steps = tuple(step / 100 for step in range(1, 100))
    table = threshold_table(result, steps, **costs)
    choice, now = cheapest_threshold(result, **costs), at_threshold(result, threshold, **costs)
    title = Text(
        en="Cost: a miss {fn:g}, a false alarm {fp:g}", ko="비용: 놓치면 {fn:g}, 잘못 잡으면 {fp:g}"
    ).format(fn=false_negative, fp=false_positive)
    series = (
        Series(Text(en="cost (test)", ko="비용(테스트)"), steps, tuple(d.cost for d in table)),
        Series(
            Text(en="chosen (validation)", ko="선택(검증)"),
            (choice.threshold,),
            (choice.on_test.cost,),
            kind="points",
            role="third",
        ),
        _point(threshold, threshold, now.cost),
    )
    return Figure(title, (Panel(title, THRESHOLD, Axis(Text(en="cost", ko="비용(cost)")), series),))


def fit_overview(
    result: FitResult,
    threshold: float = 0.5,
    *,
    false_negative: float = 10.0,
    false_positive: float = 1.0,
) -> Figure:
    """Return all of them in one figure: loss, confusion matrix, precision-recall, cost; or loss and answers."""
    costs = {"false_negative": false_negative, "false_positive": false_positive}
    parts: tuple[Figure, ...]
    if result.test.labels:
        parts = (
            loss_curves(result),
            confusion_matrix(result, threshold),
            precision_recall(result, threshold),
            threshold_cost(result, threshold, **costs),
        )
    else:
        amounts = recipe_named(result.recipe).target.startswith("amount")
        parts = (loss_curves(result), answers_figure(result), *((residuals(result),) if amounts else ()))
    title = Text(en="{data}: {model}, seed {seed}", ko="{data}: {model}, 시드(seed) {seed}").format(
        data=result.data, model=result.model, seed=result.seed
    )
    return Figure(title, tuple(panel for part in parts for panel in part.panels))


def _point(threshold: float, x: float, y: float) -> Series:
    label = Text(en="threshold {t:.2f}", ko="임계값 {t:.2f}").format(t=threshold)
    return Series(label, (x,), (y,), kind="points", role="alarm")
