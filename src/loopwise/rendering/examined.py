"""What `examine` saw, in rows of a few words: `rows(report)` for every renderer, `show_examined` for the terminal.

print(show_examined(report))
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from loopwise.records import ExamineReport
from loopwise.records.examined import (
    NOTES,
    REASONS,
    STAGES,
    STOPPED,
    ByHeart,
    FirstLoss,
    Held,
    in_words,
)
from loopwise.rendering.columns import columns, padded, together, wrapped
from loopwise.rendering.explained import show_explanation
from loopwise.rendering.failed import facts
from loopwise.rendering.terminal import RULE, show_findings
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.diagnosis.search import Explanation

HEALTHY = Text(
    en="{model}: nothing was found that keeps it from learning.",
    ko="{model}: 학습을 막는 문제를 찾지 못했습니다.",
)
FOUND = Text(en="{model}: problems found: {count}.", ko="{model}: 찾은 문제 {count}개.")
LEARNS = Text(en="It learns one batch by heart.", ko="배치 하나를 외울 수 있는 모델입니다.")
NOT_REACHED = Text(
    en="The loss does not reach, so that they never learn: {names}.",
    ko="손실에서 기울기(gradient)가 닿지 않아 학습되지 않는 파라미터: {names}",
)
STUCK = Text(
    en="{model} does not learn one batch by heart: something keeps it from learning.",
    ko="{model}: 배치 하나도 외우지 못합니다. 학습을 막는 것이 있습니다.",
)
HALTED = Text(en="{model} could not be examined to the end", ko="{model}: 끝까지 살펴보지 못했습니다")
RAISED = Text(en="This stage raised an error: {stage}", ko="에러가 난 단계: {stage}")

MODEL = Text(en="Model", ko="모델")
BATCH = Text(en="Batch", ko="배치")
CALLS = Text(en="Called as", ko="호출")
RECEIVED = Text(en="Loss gets", ko="손실이 받는 값")
LOSS = Text(en="First loss", ko="첫 손실(loss)")
HEART = Text(en="One batch", ko="배치 외우기")
GRADIENTS = Text(en="Gradients", ko="기울기(gradient)")
OPTIMISER = Text(en="Optimiser", ko="옵티마이저")
NOTE = Text(en="Note", ko="참고")
TIME = Text(en="Time", ko="시간")

MODES = {
    "train": Text(en="train mode", ko="학습 모드"),
    "eval": Text(en="eval mode", ko="평가 모드"),
    "mixed": Text(en="partly in eval mode", ko="일부 층은 평가 모드"),
}
COUNTED = Text(
    en="{trainable:,} of {values:,} numbers are trained, in {tensors} tensors",
    ko="파라미터 {values:,}개 가운데 {trainable:,}개 학습, 텐서 {tensors}개",
)
CONSTANT = Text(
    en="{value}; answering the same for every input costs {constant} ({how}; {targets} targets)",
    ko="{value}; 모든 입력에 같은 답을 하면 {constant} ({how}, 정답 {targets}개)",
)
NOT_SAID = Text(
    en="{value}; what a constant answer costs is not known for this criterion",
    ko="{value}; 이 손실 함수에서는 항상 같은 답을 했을 때의 손실을 알 수 없습니다",
)
FAR_ABOVE = Text(
    en="The first loss is far above that: inputs or targets are not scaled, or the first outputs are much too large.",
    ko="첫 손실이 그보다 훨씬 큽니다. 입력이나 정답을 스케일링하지 않았거나 처음 출력이 지나치게 큽니다.",
)
HOW = {
    "cross_entropy": Text(en="entropy of the class shares", ko="클래스 비율의 엔트로피"),
    "nll": Text(en="entropy of the class shares", ko="클래스 비율의 엔트로피"),
    "bce": Text(en="entropy of the shares of 1", ko="1인 비율의 엔트로피"),
    "bce_with_logits": Text(en="entropy of the shares of 1", ko="1인 비율의 엔트로피"),
    "mse": Text(en="variance of the targets", ko="정답의 분산"),
    "l1": Text(en="mean distance to the median", ko="중앙값까지의 평균 거리"),
}
VERDICTS = {
    "learnt": Text(en="learnt", ko="외웠습니다"),
    "not learnt": Text(en="not learnt", ko="외우지 못했습니다"),
    "cannot tell": Text(en="cannot tell", ko="판단할 수 없습니다"),
}
COURSE = Text(
    en="loss {before} -> {after} in {steps} steps (Adam, learning rate {rate:g})",
    ko="손실 {before} -> {after}, {steps}스텝(step) (Adam, 학습률 {rate:g})",
)
AT_FIRST = Text(en="loss {before}", ko="손실 {before}")
REACH = Text(en="knowing it by heart gives {reach}", ko="다 외우면 {reach}")
ROWS = Text(en="{rows} rows", ko="행 {rows}개")
RATES = Text(en="tried: {rates}", ko="시험한 학습률: {rates}")
NOISE = Text(en="the two losses differ by {noise:.0%}", ko="두 손실의 차이는 {noise:.0%}")
DROPOUT = Text(en="dropout switched off", ko="드롭아웃은 끔")
NONE = Text(en="none", ko="없음")
WITHOUT = Text(en="no gradient: {names}", ko="기울기가 없는 파라미터: {names}")
ZERO = Text(en="all zero: {names}", ko="기울기가 모두 0인 파라미터: {names}")
MORE_LAYERS = Text(en="({count} layers more)", ko="(층 {count}개 더)")
HOLDS = Text(
    en="{optimizer}{rates} holds {held} of {trainable} trainable tensors",
    ko="{optimizer}{rates}: 학습할 텐서 {trainable}개 가운데 {held}개",
)
RATE = Text(en=" (learning rate {rates})", ko="(학습률 {rates})")
MISSING = Text(en="not held: {names}", ko="빠진 파라미터: {names}")
FOREIGN = Text(
    en="{count} that it holds belong to no part of this model", ko="이 모델에 없는 텐서 {count}개를 갖고 있음"
)
FROZEN = Text(en="{count} that it holds are frozen", ko="동결(freeze)된 텐서 {count}개를 갖고 있음")
SECONDS = Text(
    en="{seconds:.1f} s; faults looked for: {count}", ko="{seconds:.1f}초, 확인한 학습 문제 {count}가지"
)
_MOST_NAMES = 6
_MOST_LAYERS = 8
_TOGETHER = 40  # columns: a layer's name, kind and gradient stay on one line up to this
_FAR = 2.0  # times the constant answer's loss

Row = tuple[str, list[str]]


def show_examined(report: ExamineReport, *, width: int = 80, colour: bool = False) -> str:
    """Return the answer, what was raised, what was found, cause first, then all that was seen."""
    edge = width - 2
    blocks = ["\n".join(wrapped(headline(report), edge))]
    if told := explained(report):
        blocks.append(show_explanation(told, width=width))
    if found := show_findings(report.findings, report.sources, width=width, colour=colour):
        blocks.append(found)
    return "\n".join(["\n\n".join(blocks), RULE, *_table(rows(report), edge)])


def headline(report: ExamineReport) -> str:
    """Return the answer in a sentence or two."""
    name = {"model": report.model}
    if report.stopped == "failed":
        stage = RAISED.format(stage=STAGES[report.stage])
        return f"{HALTED.format(**name)}. {stage}"
    if report.stopped:
        return f"{HALTED.format(**name)}: {in_words(STOPPED, report.stopped)}"
    verdict = report.by_heart.verdict if report.by_heart else ""
    if verdict == "not learnt":
        return str(STUCK.format(**name))
    learns = f" {LEARNS}" if verdict == "learnt" else ""
    if report.not_reached:
        learns += f" {NOT_REACHED.format(names=_names(report.not_reached))}"
    found = HEALTHY if report.healthy else FOUND
    return f"{found.format(**name, count=len(report.findings))}{learns}"


def explained(report: ExamineReport) -> Explanation | None:
    """Return the faults behind what was raised, as `why()` tells them."""
    if report.failure is None:
        return None
    from loopwise.diagnosis.search import explain_failure

    return explain_failure(report.failure)


def rows(report: ExamineReport) -> list[Row]:
    """Return everything that was seen as (label, lines)."""
    told: list[tuple[Text, list[str]]] = [
        (HEART, _heart(report.by_heart) if report.by_heart else []),
        (LOSS, _loss(report.loss) if report.loss else []),
        (GRADIENTS, list(_gradients(report))),
        (OPTIMISER, [line for one in report.optimizers for line in _held(one)]),
        (BATCH, [f"{seen.name} {facts(seen)}" for seen in report.batch]),
        (RECEIVED, [f"{seen.name} {facts(seen)}" for seen in report.received]),
        (CALLS, [report.calls] if report.calls else []),
        (MODEL, _model(report)),
        (NOTE, [str(in_words(NOTES, note)) for note in report.notes]),
        (TIME, [str(SECONDS.format(seconds=report.seconds, count=len(report.looked_at)))]),
    ]
    return [(str(label), lines) for label, lines in told if lines]


def _table(told: Sequence[Row], width: int) -> Iterator[str]:
    room = max(columns(label) for label, _ in told)
    blank = " " * (room + 2)
    for label, (first, *others) in told:
        yield from wrapped(first, width, first=f"{padded(label, room)} ", indent=blank)
        for line in others:
            yield from wrapped(line, width, first=blank, indent=f"{blank}  ")


def _heart(seen: ByHeart) -> list[str]:
    course = (
        COURSE.format(
            before=_number(seen.before), after=_number(seen.after), steps=seen.steps, rate=seen.rate
        )
        if seen.steps
        else AT_FIRST.format(before=_number(seen.before))
    )
    reach = f"; {REACH.format(reach=_number(seen.reach))}" if seen.reach is not None else ""
    several = f"{RATES.format(rates=', '.join(f'{rate:g}' for rate in seen.rates))}"
    beside = [
        *([str(ROWS.format(rows=seen.rows))] if seen.rows else []),
        *([several] if len(seen.rates) > 1 else []),
        *([str(DROPOUT)] if seen.dropout_off else []),
        *([str(NOISE.format(noise=seen.noise))] if seen.reason == "noise" else []),
    ]
    return [
        f"{VERDICTS[seen.verdict]}: {course}{reach}",
        *([str(REASONS[seen.reason])] if seen.reason else []),
        *(["; ".join(beside)] if beside else []),
    ]


def _loss(first: FirstLoss) -> list[str]:
    if first.constant is None:
        return [str(NOT_SAID.format(value=_number(first.value)))]
    told = CONSTANT.format(
        value=_number(first.value),
        constant=_number(first.constant),
        how=HOW[first.kind],
        targets=first.targets,
    )
    far = first.value > _FAR * first.constant + 0.1
    return [str(told), *([str(FAR_ABOVE)] if far else [])]


def _gradients(report: ExamineReport) -> Iterator[str]:
    layers = report.gradients
    told = [f"{layer.layer} {layer.kind} {_number(layer.norm)}" for layer in layers]
    if len(told) > _MOST_LAYERS:
        half = _MOST_LAYERS // 2
        told[half:-half] = [str(MORE_LAYERS.format(count=len(told) - 2 * half))]
    if told:
        yield " / ".join(together(part, _TOGETHER) for part in told)
    for text, names in ((WITHOUT, report.not_reached), (ZERO, report.zero_gradient)):
        if names:
            yield str(text.format(names=_names(names)))


def _held(one: Held) -> Iterator[str]:
    rates = str(RATE.format(rates=", ".join(f"{rate:g}" for rate in one.rates))) if one.rates else ""
    trainable = one.held + len(one.missing)
    yield str(HOLDS.format(optimizer=one.optimizer, rates=rates, held=one.held, trainable=trainable))
    if one.missing:
        yield str(MISSING.format(names=_names(one.missing)))
    if one.foreign:
        yield str(FOREIGN.format(count=one.foreign))
    if one.frozen:
        yield str(FROZEN.format(count=one.frozen))


def _model(report: ExamineReport) -> list[str]:
    held = report.parameters
    counted = COUNTED.format(trainable=held.trainable_values, values=held.values, tensors=held.tensors)
    where = ", ".join((*held.dtypes, *held.devices))
    return [f"{report.model}, {MODES[report.mode]}; {counted}{'; ' + where if where else ''}"]


def _names(names: Sequence[str]) -> str:
    shown = ", ".join(names[:_MOST_NAMES])
    return f"{shown} (+{len(names) - _MOST_NAMES})" if len(names) > _MOST_NAMES else shown


def _number(value: float | None) -> str:
    """Return a number as a reader compares it with others: 2.31, 0.00042, 1.2e+05."""
    if value is None:
        return str(NONE)
    if value == 0 or not math.isfinite(value):
        return f"{value:g}"
    if 1e-3 <= abs(value) < 1e6:
        return f"{value:.3f}" if abs(value) < 1e3 else f"{value:,.0f}"
    return f"{value:.2g}"
