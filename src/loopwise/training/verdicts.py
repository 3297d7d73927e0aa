"""Say in a sentence what a fit's numbers allow to say: by the first metric, its interval, and the baselines.

    verdict(result)         # Text: "The model is better than the linear one (0.513)."
    left_out(result)        # Text: "3 rows without a target were left out", None where all were used

No torch, no numpy: a kept result is judged as a new one.
"""

from __future__ import annotations

from loopwise.recipes import metric, recipe_named
from loopwise.records import FitResult, Interval
from loopwise.text import Text

NO_BETTER_THAN_DUMMY = Text(
    en="The model cannot be told from an answer that looks at no feature ({dummy:.3f}).",
    ko="특성(feature)을 보지 않고 답하는 것({dummy:.3f})과 차이를 말할 수 없습니다.",
)
NO_BETTER_THAN_LINEAR = Text(
    en="So few test rows cannot tell the model from the linear one ({linear:.3f}): a network is not needed "
    "here.",
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
NO_TARGET = Text(en="{count} rows without a target were left out", ko="정답이 없는 행 {count}개는 뺐습니다")
BROKEN = Text(
    en="{count} files that cannot be read as pictures were left out: {names}",
    ko="그림으로 읽을 수 없는 파일 {count}개는 뺐습니다: {names}",
)
MOST_NAMED = 5  # broken files; the others are counted


def left_out(result: FitResult) -> Text | None:
    """Return what was not used of the data, broken pictures by name; None where everything was."""
    if result.skipped:
        more = " ..." if len(result.skipped) > MOST_NAMED else ""
        names = ", ".join(result.skipped[:MOST_NAMED]) + more
        return BROKEN.format(count=len(result.skipped), names=names)
    return NO_TARGET.format(count=result.left_out) if result.left_out else None


def verdict(result: FitResult) -> Text:
    """Return the sentence. The baselines are points; the interval is the model's own."""
    name = recipe_named(result.recipe).metrics[0]
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
