"""What a repair would buy, in words: `what_was_tried(answer)` for the terminal, `section(answer)` for a page.

A promise is never made: what was seen on how many seeds, over how many steps, by which number.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING

from loopwise.errors import MissingExtra
from loopwise.records.what_if import WhatIf
from loopwise.rendering.columns import columns, padded, wrapped
from loopwise.runtime.interventions import intervention
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.diagnosis.what_if import Plan

TITLE = Text(en="What if", ko="고쳐서 다시 돌려 보기")
TRIED = Text(en="In force", ko="적용한 것")
AS_IS = Text(en="as it is", ko="그대로")
REPAIRED = Text(en="repaired", ko="고친 뒤")
RUNS = Text(en="Runs", ko="실행")
RUN = Text(en="run {at} of {runs}", ko="실행 {at}/{runs}")
COUNTED = Text(
    en="{steps} steps each, {seeds} seed(s), {seconds:.0f} s in all",
    ko="스텝 {steps}번씩, 시드 {seeds}개, 모두 {seconds:.0f}초",
)
JUDGED_BY = Text(en="Judged by", ko="판단 기준")
SOURCES = {
    "printed": Text(en="{name} (printed by the program)", ko="{name} (프로그램이 출력한 값)"),
    "held-out": Text(en="{name} (measured on its evaluations)", ko="{name} (프로그램의 평가에서 측정)"),
    "training": Text(
        en="{name} (of training batches: the program has no held-out data)",
        ko="{name} (학습 배치에서 측정: 따로 떼어 둔 데이터가 없음)",
    ),
}
VERDICTS = {
    "gain": Text(
        en="Better with the repair on every seed: {gain:+.3g} on average.",
        ko="모든 시드에서 고친 쪽이 낫습니다. 평균 {gain:+.3g} 차이입니다.",
    ),
    "no-gain": Text(
        en="No gain seen: {gain:+.3g} on average, within {tolerance:.2g} or not on every seed.",
        ko="나아진 것이 보이지 않습니다. 평균 {gain:+.3g} 차이이고, 오차({tolerance:.2g}) 안이거나 시드마다 다릅니다.",
    ),
    "worse": Text(
        en="Worse with the repair on every seed: {gain:+.3g} on average.",
        ko="모든 시드에서 고친 쪽이 더 나쁩니다. 평균 {gain:+.3g} 차이입니다.",
    ),
    "too-short": Text(
        en="Too short to tell: fewer than 100 steps. A right repair may look worse for the first fifty.",
        ko="판단하기에는 너무 짧습니다(100스텝 미만). 맞게 고쳐도 처음 50스텝은 더 나빠 보일 수 있습니다.",
    ),
    "not-applied": Text(
        en="The repair found nothing to change in this program from outside, so the runs tell nothing of it.",
        ko="이 프로그램에서는 밖에서 바꿀 곳을 찾지 못해, 고친 효과를 알 수 없습니다.",
    ),
    "failed": Text(
        en="The rerun did not get to its end, so nothing can be said. {why}",
        ko="다시 돌린 실행이 끝까지 가지 못해 판단할 수 없습니다. {why}",
    ),
}
ONE_SEED = Text(en="One seed only: luck is not ruled out.", ko="시드가 하나뿐이라 우연일 수 있습니다.")
RESCALED = Text(
    en="The repair changes what the loss means: the heights of the two curves are not to be compared.",
    ko="이 수정은 손실의 뜻 자체를 바꿉니다. 두 곡선의 높이는 비교하지 마세요.",
)
UNTOUCHED = Text(en="Your project is as it was.", ko="프로젝트 폴더는 그대로입니다.")
TOUCHED = Text(
    en="The project's folder changed meanwhile: was something else at work in it?",
    ko="그동안 프로젝트 폴더가 바뀌었습니다. 다른 작업이 있었나요?",
)
WILL_DO = Text(
    en="""loopwise will run {script} again, {runs} times: {seeds} time(s) as it is, and as often with this in force:
    {says}. It works in a temporary copy of {project}, which is thrown away; trackers are offline, tokens are taken
    away, nothing outside is written. It will take about {minutes}.""",
    ko="""{script} 프로그램을 {runs}번 다시 실행합니다. 그대로 {seeds}번, 다음을 적용해서 {seeds}번입니다: {says}.
    {project} 폴더의 임시 복사본에서 돌리고 지웁니다. 실험 기록 도구는 오프라인으로 두고 토큰은 뺍니다. 폴더 밖에는
    아무것도 쓰지 않습니다. 약 {minutes} 걸립니다.""",
)
SECONDS = Text(en="{n:.0f} s", ko="{n:.0f}초")
MINUTES = Text(en="{n:.0f} min", ko="{n:.0f}분")
_EDGE = 2


def what_will_be_done(planned: Plan, *, width: int = 80) -> str:
    """Return what is asked before the first what-if."""
    long = planned.estimate >= 90  # seconds
    minutes = MINUTES.format(n=planned.estimate / 60) if long else SECONDS.format(n=planned.estimate)
    told = WILL_DO.format(
        script=planned.target,
        runs=2 * planned.seeds,
        seeds=planned.seeds,
        says=in_words(planned.chosen.intervention),
        project=planned.project,
        minutes=minutes,
    )
    return "\n".join(wrapped(" ".join(str(told).split()), width - _EDGE))


def what_was_tried(answer: WhatIf, *, width: int = 80) -> str:
    """Return the answer as lines for the terminal."""
    told_rows = list(rows(answer))
    room = max(columns(label) for label, _ in told_rows)
    told = [line for label, value in told_rows for line in _row(label, value, room, width)]
    said = [line for text in conclusion(answer) for line in wrapped(text, width - _EDGE)]
    return "\n".join([f"{TITLE}: {answer.fault}", *told, *said])


def section(answer: WhatIf) -> str:
    """Return the answer as a section of a page, with both curves where they can be drawn."""
    listed = "".join(f"<dt>{escape(label)}</dt><dd>{escape(value)}</dd>" for label, value in rows(answer))
    said = "".join(f"<p class='lead'>{escape(text)}</p>" for text in conclusion(answer))
    heading = f"<h2>{TITLE}: <code>{escape(answer.fault)}</code></h2>"
    return f"<section class='what-if'>{heading}{said}{drawn(answer)}<dl class='told'>{listed}</dl></section>"


def drawn(answer: WhatIf) -> str:
    """Return both curves as SVG, "" where they cannot be drawn."""
    from loopwise.rendering.html_figures import what_if_figures

    try:
        return what_if_figures(answer)
    except MissingExtra:
        return ""  # the page says once, elsewhere, what to install


def rows(answer: WhatIf) -> Iterator[tuple[str, str]]:
    """Yield (label, value): what was in force, how long it ran, and by which number it is judged."""
    yield str(TRIED), str(in_words(answer.intervention))
    done = [run for run in answer.runs if run.steps]
    if done:
        seeds = len({run.seed for run in done})
        seconds = sum(run.seconds for run in answer.runs)
        yield (
            str(RUNS),
            str(COUNTED.format(steps=max(run.steps for run in done), seeds=seeds, seconds=seconds)),
        )
    if answer.metric is not None:
        yield str(JUDGED_BY), str(SOURCES[answer.metric.source].format(name=answer.metric.name))
        for label, repaired in ((AS_IS, False), (REPAIRED, True)):
            yield str(label), "  ".join(_number(value) for value in answer.values(repaired))


def conclusion(answer: WhatIf) -> Iterator[str]:
    """Yield the verdict in words, what limits it, and that the project is as it was."""
    gain = answer.gain if answer.gain is not None else math.nan
    yield str(VERDICTS[answer.verdict].format(gain=gain, tolerance=answer.tolerance, why=answer.why)).strip()
    if answer.verdict in ("gain", "no-gain", "worse"):
        if len({run.seed for run in answer.runs}) == 1:
            yield str(ONE_SEED)
        if answer.rescaled:
            yield str(RESCALED)
    yield str(UNTOUCHED if answer.untouched else TOUCHED)


def in_words(called: str) -> Text:
    """Return what an intervention does."""
    one = intervention(called)
    return one.says.format(factor=one.number)


def _number(value: float) -> str:
    return f"{value:.4g}" if math.isfinite(value) else "nan"


def _row(label: str, value: str, room: int, width: int) -> list[str]:
    first, *others = wrapped(value, width - room - 6) or [""]
    return [f"  {padded(label, room)}  {first}", *(f"  {' ' * room}  {line.strip()}" for line in others)]
