"""Say in a sentence what a fit's numbers allow to say: by the metric with an interval, and the baselines.

    verdict(result)         # Text: "The model is better than the linear one (0.513)."
    notes(result)           # [Text: "3 rows without a target were left out.", ...]: what to know of the rows

No torch, no numpy: a kept result is judged as a new one.
"""

from __future__ import annotations

from collections.abc import Sequence

from loopwise.data import WHY_UNUSED
from loopwise.recipes import metric, recipe_named
from loopwise.records import FitResult, Interval
from loopwise.text import Text

NO_BETTER_THAN_DUMMY = Text(
    en="The model cannot be said to be better than an answer that looks at no feature ({dummy:.3f}).",
    ko="특성(feature)을 보지 않는 답({dummy:.3f})보다 낫다고 말할 수 없습니다.",
)
NO_BETTER_THAN_LINEAR = Text(
    en="These test rows cannot tell the model from the linear one ({linear:.3f}): a network may not be needed here.",
    ko="이 테스트 데이터로는 선형 모델({linear:.3f})과 차이를 말할 수 없습니다. 신경망이 꼭 필요하지는 "
    "않습니다.",
)
WORSE_THAN_LINEAR = Text(
    en="The linear model ({linear:.3f}) is better: take it, or train longer.",
    ko="선형 모델({linear:.3f})이 더 낫습니다. 선형 모델을 쓰거나 더 오래 학습해 보세요.",
)
BETTER_THAN_LINEAR = Text(
    en="The model is better than the linear one ({linear:.3f}).",
    ko="선형 모델({linear:.3f})보다 낫습니다.",
)
NO_TARGET = Text(en="{count} rows without a target were left out.", ko="정답이 없는 행 {count}개는 뺐습니다.")
UNUSED = Text(en="Columns left out: {names}.", ko="학습에서 뺀 열: {names}")
BROKEN = Text(
    en="{count} files that cannot be read as pictures were left out: {names}",
    ko="그림으로 읽을 수 없는 파일 {count}개는 뺐습니다: {names}",
)
COUNTS = Text(
    en="The column '{name}' is a whole number that is another in every row (1, 2, 3 ...). If it only names the rows, "
    "call it 'id': it is then left out.",
    ko="'{name}' 열은 행마다 하나씩 늘어나는 정수(1, 2, 3 ...)입니다. 행을 구분하는 번호일 뿐이라면 이름을 'id'로 "
    "바꾸세요. 그러면 학습에서 뺍니다.",
)
COPIES = Text(
    en="{count} of {rows} test rows also stand among the rows learnt from, value for value: they may be answered "
    "from memory.",
    ko="테스트 데이터 {rows}행 가운데 {count}행은 학습에 쓴 행과 값이 모두 같습니다. 외워서 맞혔을 수 있습니다.",
)
RARE = Text(
    en="{share:.1%} of the test rows are '{name}', so accuracy says little: the sentence above goes by {metric}.",
    ko="테스트 데이터에 '{name}' 클래스가 많아서({share:.1%}) 정확도(accuracy)로는 알기 어렵습니다. 위 판단은 {metric} "
    "값을 따랐습니다.",
)
ROUNDS = Text(
    en="All {rows} rows were test rows, once each in {rounds} rounds, of a model that had not seen them: a test part "
    "of so few would say little.",
    ko="행이 적으면 테스트 데이터를 따로 떼어도 알 수 있는 것이 적습니다. 그래서 {rounds}번 나누어 {rows}행 모두를 "
    "한 번씩, 그 행을 보지 않은 모델로 테스트했습니다.",
)
THRESHOLD_SEEN = Text(
    en="A threshold is chosen on rows of the first round, which are test rows of others: on new rows it may do worse.",
    ko="임계값(threshold)은 첫 번째로 나눈 학습 데이터로 정하는데, 그 행은 다음 차례에 테스트하는 행이기도 합니다. 새 "
    "데이터에서는 이보다 나쁠 수 있습니다.",
)
MOST_NAMED = 5  # files or columns


def notes(result: FitResult) -> list[Text]:
    """Return what to know of the rows: those left out, those met before, columns that may only name them."""
    unused = [f"{one.name} ({WHY_UNUSED[one.kind]})" for one in result.columns if one.kind in WHY_UNUSED]
    found = [UNUSED.format(names=_first(unused))] if unused else []
    found += [
        COUNTS.format(name=column.name) for column in result.columns if column.counts and column.is_feature
    ]
    if result.skipped:
        found.append(BROKEN.format(count=len(result.skipped), names=_first(result.skipped)))
    elif result.left_out:
        found.append(NO_TARGET.format(count=result.left_out))
    if result.copies:
        found.append(COPIES.format(count=result.copies, rows=result.rows.test))
    if result.rounds > 1:
        found.append(ROUNDS.format(rows=result.rows.test, rounds=result.rounds))
        found += [THRESHOLD_SEEN] if result.validation.labels or result.validated.truth else []
    return found + _rare(result)


def _first(names: Sequence[str]) -> str:
    return ", ".join(names[:MOST_NAMED]) + (" ..." if len(names) > MOST_NAMED else "")


def _rare(result: FitResult) -> list[Text]:
    """Say which class nearly all test rows are of, where the verdict does not go by accuracy for that."""
    judged = next(iter(result.intervals), "")
    if not judged or judged != recipe_named(result.recipe).when_rare:
        return []
    name, rows = max(_rows_of_classes(result).items(), key=lambda item: item[1])
    return [RARE.format(share=rows / result.rows.test, name=name, metric=metric(judged).label)]


def _rows_of_classes(result: FitResult) -> dict[str, int]:
    """Return class -> its test rows."""
    if not result.confusion:
        return {name: sum(row) for name, row in zip(result.classes, result.matrix, strict=True)}
    positive = result.confusion.true_positive + result.confusion.false_negative
    return {
        name: positive if name == result.positive else result.confusion.rows - positive
        for name in result.classes
    }


def verdict(result: FitResult) -> Text:
    """Return the sentence. The baselines are points; the interval is the model's own."""
    name = next(iter(result.intervals), recipe_named(result.recipe).metrics[0])
    sign = -1 if metric(name).lower_is_better else 1  # so that more is better
    value = result.metrics["test"][name]
    interval = result.intervals.get(name, Interval(value, value))
    low, high = sorted((sign * interval.low, sign * interval.high))
    linear, dummy = (sign * result.metrics[who][name] for who in ("linear", "dummy"))
    values = {"linear": abs(linear), "dummy": abs(dummy)}
    if low <= dummy:
        return NO_BETTER_THAN_DUMMY.format(**values)
    if linear > high:
        return WORSE_THAN_LINEAR.format(**values)
    told = BETTER_THAN_LINEAR if linear < low else NO_BETTER_THAN_LINEAR
    return told.format(**values)
