"""A FitResult in the terminal: metrics beside the baselines, what is behind them, what was learnt from - in 80
columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from loopwise.recipes import metric, recipe_named
from loopwise.records import Column, FitResult
from loopwise.rendering.columns import columns, fitted, padded, wrapped
from loopwise.text import Text
from loopwise.training import Decision, at_threshold, cheapest_threshold, notes, verdict
from loopwise.training.labels import has_labels, of_label

HEAD = Text(
    en="{data} | recipe {recipe} | model {model} ({parameters:,} parameters) | seed {seed}",
    ko="{data} | 레시피 {recipe} | 모델 {model} (파라미터 {parameters:,}개) | 시드(seed) {seed}",
)
ROWS = Text(
    en="rows: {train} train, {validation} validation, {test} test",
    ko="행: 학습 {train}, 검증 {validation}, 테스트 {test}",
)
FOLDED = Text(
    en="rows: {train} train, each validated once in {folds} folds, {test} test",
    ko="행: 학습 {train}(교차 검증(k-fold) {folds}번으로 한 번씩 검증), 테스트 {test}",
)
ROUNDS = Text(
    en="rows: {test}, each tested once in {rounds} rounds; a round trains on {train}",
    ko="행: {test}(나누기 {rounds}번으로 한 번씩 테스트); 한 번에 {train}행으로 학습",
)
POSITIVE = Text(en="positive class: {positive}", ko="양성(positive) 클래스: {positive}")
ENDED = {
    "finished": Text(
        en="{epochs} epochs; the weights of epoch {best} were kept",
        ko="에폭 {epochs}개; 에폭 {best}의 가중치를 골랐습니다",
    ),
    "stopped_early": Text(
        en="{epochs} epochs, then validation stopped improving; the weights of epoch {best} were kept",
        ko="에폭 {epochs}개 뒤 검증 손실이 더 내려가지 않아 멈췄습니다; 에폭 {best}의 가중치를 골랐습니다",
    ),
    "interrupted": Text(
        en="interrupted after {epochs} epochs; what was learnt was kept (epoch {best})",
        ko="에폭 {epochs}개 뒤 중단했고, 그때까지 학습한 가중치를 씁니다 (에폭 {best})",
    ),
}
FOLDS_ENDED = {
    "finished": Text(
        en="{epochs} epochs in each fold; then trained on all {train} rows for the best number, {best}",
        ko="겹(fold)마다 에폭 {epochs}개; 가장 좋았던 에폭 수({best})만큼 {train}행 모두로 다시 학습했습니다",
    ),
    "stopped_early": Text(
        en="{epochs} epochs in each fold, then validation stopped improving; then trained on all {train} "
        "rows for the best number, {best}",
        ko="겹(fold)마다 에폭 {epochs}개 뒤 검증 손실이 더 내려가지 않아 멈췄고, 가장 좋았던 에폭 "
        "수({best})만큼 {train}행 모두로 다시 학습했습니다",
    ),
    "interrupted": Text(
        en="interrupted after {epochs} epochs in each fold; then trained on all {train} rows for the best "
        "number, {best}",
        ko="겹(fold)마다 에폭 {epochs}개 뒤 중단했고, 그때까지 가장 좋았던 에폭 수({best})만큼 {train}행 "
        "모두로 학습했습니다",
    ),
}
ROUNDS_ENDED = {
    "finished": Text(
        en="{epochs} epochs in every round: so few rows cannot say when to stop, weight decay holds the weights",
        ko="나눌 때마다 에폭 {epochs}개; 행이 적어 멈출 때를 알 수 없으므로 가중치 감쇠(weight decay)로 과적합을 "
        "막습니다",
    ),
    "interrupted": Text(
        en="interrupted after {epochs} epochs; every round was trained so long",
        ko="에폭 {epochs}개 뒤 중단했고, 나눌 때마다 그만큼만 학습했습니다",
    ),
}
KINDS = {
    "number": Text(en="numbers", ko="숫자"),
    "category": Text(en="categories", ko="범주"),
    "picture": Text(en="pictures", ko="그림"),
    "target": Text(en="target", ko="정답"),
}
ON_TEST = Text(en="on {rows} test rows", ko="테스트 데이터 {rows}행")
NAMES = {
    "test": Text(en="model", ko="모델"),
    "linear": Text(en="linear", ko="선형"),
    "dummy": Text(en="dummy", ko="더미"),
}
INTERVAL = Text(en="95 %: {low:.3f} to {high:.3f}", ko="95 %: {low:.3f}~{high:.3f}")
THRESHOLD = Text(en="threshold", ko="임계값(threshold)")
AT = Text(en="threshold", ko="임계값")
MISSED = Text(en="missed", ko="놓침(FN)")
FALSE_ALARMS = Text(en="false alarms", ko="잘못 잡음(FP)")
CHOSEN = Text(
    en="* cheapest on validation rows, if a miss costs {fn:g} and a false alarm {fp:g}; here it costs "
    "{cost:g}",
    ko="* 놓치면 {fn:g}, 잘못 잡으면 {fp:g}일 때 검증 데이터에서 비용이 가장 작은 값; 테스트 데이터의 비용은 "
    "{cost:g}",
)
WORST = Text(
    en="The test row it got most wrong, put into the formulas:",
    ko="가장 크게 틀린 테스트 행의 숫자를 수식에 넣으면:",
)
EACH = {
    "class": Text(en="class", ko="클래스"),
    "labels": Text(en="label", ko="레이블"),
    "amounts": Text(en="amount", ko="값"),
}
FEW_OF = Text(
    en="{shown} of {all}, the lowest {metric} first:", ko="{all}개 가운데 {metric} 값이 가장 낮은 {shown}개:"
)
ROWS_OF = Text(en="rows", ko="행")
WORST_ROWS = Text(en="most wrong on test rows", ko="테스트 데이터에서 가장 크게 틀린 행")
MATRIX = Text(en="truth down, answer across", ko="세로: 실제, 가로: 예측")
WORST_COLUMNS = (
    Text(en="row", ko="행"),
    Text(en="truth", ko="실제"),
    Text(en="answer", ko="예측"),
    Text(en="error", ko="오차"),
)
MOST_COLUMNS = 6  # named of one kind; the others are counted
MOST_EACH, FEW_EACH = 30, 10  # classes, labels or amounts; of more only the weakest are shown
MOST_IN_MATRIX = 10  # classes; more do not fit into 80 columns
WORST_SHOWN = 5
WIDEST_NAME = 24  # columns
SHORT_NAME = 12  # beside five numbers with Korean heads


def told(
    result: FitResult, width: int, *, thresholds: Sequence[float], costs: tuple[float, float]
) -> Iterator[str]:
    """Yield the lines of a result. costs: of a miss and of a false alarm."""
    yield from _head(result, width)
    yield ""
    yield from _metrics(result)
    yield from wrapped(str(verdict(result)), width)
    for note in notes(result):
        yield from wrapped(str(note), width)
    yield ""
    if result.test.labels:
        yield from _thresholds(result, width, thresholds, costs)
        yield ""
    yield from _each(result)
    yield from _label_thresholds(result, width, costs)
    yield from _matrix(result, width)
    yield from _worst(result, width)
    yield from _worked(result, width)


def _head(result: FitResult, width: int) -> Iterator[str]:
    yield from wrapped(
        str(
            HEAD.format(
                data=result.data,
                recipe=result.recipe,
                model=result.model,
                parameters=result.parameters,
                seed=result.seed,
            )
        ),
        width,
    )
    rows = result.rows
    told = [str(_rows(result))]
    told += [str(POSITIVE.format(positive=result.positive))] if result.positive else []
    yield from wrapped("; ".join(told), width)
    for line in _columns(result.columns):
        yield from wrapped(line, width, indent="  ")
    ended = (ROUNDS_ENDED if result.rounds > 1 else FOLDS_ENDED if result.folds else ENDED)[result.ended]
    epochs = {"epochs": result.epochs, "best": result.best_epoch, "train": rows.train}
    yield from wrapped(str(ended.format(**epochs)), width)


def _rows(result: FitResult) -> Text:
    """Return how the rows were divided."""
    rows, told = result.rows, ROUNDS if result.rounds > 1 else FOLDED if result.folds else ROWS
    counts = {"folds": result.folds, "rounds": result.rounds}
    return told.format(train=rows.train, validation=rows.validation, test=rows.test, **counts)


def _columns(all_columns: Sequence[Column]) -> Iterator[str]:
    """Yield what each kind of column is."""
    for kind, label in KINDS.items():
        names = [_with_unit(column) for column in all_columns if column.kind == kind]
        if names:
            more = f" ... ({len(names)})" if len(names) > MOST_COLUMNS else ""
            yield f"{label}: {', '.join(names[:MOST_COLUMNS])}{more}"


def _with_unit(column: Column) -> str:
    return f"{column.name} ({column.unit})" if column.unit else column.name


def _metrics(result: FitResult) -> Iterator[str]:
    """Yield the table: a metric a line, the model beside linear and dummy."""
    heads = [str(ON_TEST.format(rows=result.rows.test)), *map(str, NAMES.values())]
    rows = [
        [str(metric(name).label), *(f"{result.metrics[who][name]:.3f}" for who in NAMES)]
        for name in result.metrics["test"]
    ]
    intervals = [result.intervals.get(name) for name in result.metrics["test"]]
    for line, interval in zip(aligned([heads, *rows]), [None, *intervals], strict=True):
        told = f"   ({INTERVAL.format(low=interval.low, high=interval.high)})" if interval else ""
        yield f"{line}{told}"


def _thresholds(
    result: FitResult, width: int, thresholds: Sequence[float], costs: tuple[float, float]
) -> Iterator[str]:
    """Yield a line a threshold, the one chosen on validation rows marked."""
    fn, fp = costs
    choice = cheapest_threshold(result, false_negative=fn, false_positive=fp)
    rows = {at: at_threshold(result, at) for at in sorted({*thresholds, choice.threshold}, reverse=True)}
    heads = [THRESHOLD, metric("precision").label, metric("recall").label, MISSED, FALSE_ALARMS]
    yield "  ".join(map(str, heads))
    widths = [columns(str(head)) for head in heads]
    for at, decision in rows.items():
        star = " *" if at == choice.threshold else ""
        yield "  ".join(f"{cell:>{wide}}" for cell, wide in zip(_cells(decision), widths, strict=True)) + star
    yield from wrapped(str(CHOSEN.format(fn=fn, fp=fp, cost=choice.on_test.cost)), width, indent="  ")


def _label_thresholds(result: FitResult, width: int, costs: tuple[float, float]) -> Iterator[str]:
    """Yield the threshold that is cheapest for each label, and what it does on test rows."""
    if not has_labels(result):
        return
    fn, fp = costs
    rows, total = [], 0.0
    for label in result.outputs:
        choice = cheapest_threshold(of_label(result, label), false_negative=fn, false_positive=fp)
        rows.append([fitted(label, SHORT_NAME), *_cells(choice.on_test)])
        total += choice.on_test.cost
    heads = [
        EACH["labels"],
        AT,
        metric("precision").label,
        metric("recall").label,
        MISSED,
        FALSE_ALARMS,
    ]
    yield from (fitted(line, width) for line in aligned([list(map(str, heads)), *rows]))
    yield from wrapped(str(CHOSEN.format(fn=fn, fp=fp, cost=total)).removeprefix("* "), width, indent="  ")
    yield ""


def _cells(decision: Decision) -> list[str]:
    errors = (decision.confusion.false_negative, decision.confusion.false_positive)
    return [f"{value:.2f}" for value in (decision.threshold, decision.precision, decision.recall)] + [
        str(count) for count in errors
    ]


def _each(result: FitResult) -> Iterator[str]:
    """Yield the metrics of each class, label or amount."""
    if not result.by_output:
        return
    names = list(next(iter(result.by_output.values())))
    heads = [str(ROWS_OF) if name == "rows" else str(metric(name).label) for name in names]
    shown = list(result.by_output)
    if len(shown) > MOST_EACH:
        shown = sorted(shown, key=lambda one: (result.by_output[one][names[-2]], one))[:FEW_EACH]
        yield str(FEW_OF.format(shown=FEW_EACH, all=len(result.by_output), metric=heads[-2]))
    rows = [
        [fitted(one, WIDEST_NAME), *(_number(n, result.by_output[one][n]) for n in names)] for one in shown
    ]
    yield from aligned([[str(EACH[recipe_named(result.recipe).target]), *heads], *rows])
    yield ""


def _matrix(result: FitResult, width: int) -> Iterator[str]:
    """Yield the counts of every answer for every class, where they fit."""
    if not 0 < len(result.matrix) <= MOST_IN_MATRIX:
        return
    counts = max(len(str(count)) for row in result.matrix for count in row) + 2
    first = max(min(columns(name), WIDEST_NAME) for name in result.classes)
    yield str(MATRIX)
    for name, row in zip(result.classes, result.matrix, strict=True):
        cells = "".join(f"{count or '.':>{counts}}" for count in row)
        yield fitted(f"  {padded(fitted(name, first), first)}{cells}", width)
    yield ""


def _worst(result: FitResult, width: int) -> Iterator[str]:
    """Yield the test rows that are most wrong."""
    if not result.worst:
        return
    cells = [
        [
            fitted(row.row, WIDEST_NAME),
            fitted(row.truth, WIDEST_NAME),
            fitted(row.answer, WIDEST_NAME),
            f"{row.error:.3g}",
        ]
        for row in result.worst[:WORST_SHOWN]
    ]
    yield str(WORST_ROWS)
    for line in aligned([list(map(str, WORST_COLUMNS)), *cells]):
        yield fitted(f"  {line}", width)
    yield ""


def _number(name: str, value: float) -> str:
    return f"{value:.0f}" if name == "rows" else f"{value:.3f}"


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return the rows with cells one below the other: the first to the left, numbers to the right."""
    in_columns = list(zip(*rows, strict=True))
    widths = [max(map(columns, column)) for column in in_columns]
    numbers = [
        all(cell.strip("-").replace(".", "", 1)[:1].isdigit() for cell in column[1:]) for column in in_columns
    ]

    def cell(at: int, text: str) -> str:
        room = " " * (widths[at] - columns(text))
        return room + text if at and numbers[at] else text + room

    return ["  ".join(cell(at, text) for at, text in enumerate(row)).rstrip() for row in rows]


def _worked(result: FitResult, width: int) -> Iterator[str]:
    """Yield the recipe's formulas with numbers of this run."""
    recipe = recipe_named(result.recipe)
    numbers = recipe.numbers(result)
    yield str(WORST)
    for formula in recipe.formulas:
        yield from wrapped(formula.worked.format(**numbers), width, first="  ", indent="    ")
