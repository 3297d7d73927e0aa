"""A watched run in a report: what was found with its evidence, then the loss over the steps."""

from __future__ import annotations

import math
from collections.abc import Iterator

from loopwise.figures import watch_loss
from loopwise.records import Finding, WatchReport
from loopwise.rendering.labels import known_fault, measured, mend_of, message_of
from loopwise.reports.blocks import Block, Paragraph, Words
from loopwise.reports.kept._shown import Card, Shown, picture, table
from loopwise.text import Text, speaking

FOUND = Text(en="found", ko="찾은 문제")
STEP = Text(en="from step", ko="스텝(step)")
EVIDENCE = Text(en="evidence", ko="근거")
NOTHING = Text(
    en="{script}: {steps} steps watched, no problem found.",
    ko="{script}: 스텝(step) {steps}개를 관찰했고 찾은 문제가 없습니다.",
)
CAPTION = Text(en="What `{script}` shows while it runs", ko="실행하며 관찰한 결과: {script}")
QUESTION = Text(
    en="{script}: what keeps this model from learning?",
    ko="{script}: 이 모델의 학습을 막는 원인은 무엇인가요?",
)
ANSWER = Text(en="{title}. {says} Repair: {mend}", ko="{title}. {says} 고치는 법: {mend}")


class WatchShown(Shown):
    """Findings and losses of a run."""

    def caption(self, record: WatchReport) -> Text:
        """Return what was run."""
        return CAPTION.format(script=record.script)

    def blocks(self, record: WatchReport, caption: str) -> Iterator[Block]:
        """Yield the table of findings, or one line for a healthy run; then its losses."""
        if record.findings:
            rows = [
                (_title(one), "" if one.step is None else one.step, _evidence(one)) for one in record.findings
            ]
            yield table((FOUND, STEP, EVIDENCE), list(rows), caption)
        else:
            told = NOTHING.format(script=record.script, steps=record.steps)
            yield Paragraph((Words(str(told)),))
        finite = (v for one in record.losses.values() for v in one.values if math.isfinite(v))
        if next(finite, None) is not None:
            yield picture(watch_loss(record), caption)

    def cards(self, record: WatchReport) -> Iterator[Card]:
        """Ask about each finding."""
        for one in record.findings:
            yield Card(
                QUESTION.format(script=record.script),
                Text(en=_answer(one, "en"), ko=_answer(one, "ko")),
                tuple(map(_both, _measured(one))),
                source=one.fault,
            )


def _title(finding: Finding) -> str:
    fault = known_fault(finding.fault)
    return str(fault.title if fault else finding.fault)


def _evidence(finding: Finding) -> str:
    return "\n".join(f"{label} {value}" for label, value in measured(finding))


def _answer(finding: Finding, language: str) -> str:
    with speaking(language):
        told = ANSWER.format(title=_title(finding), says=message_of(finding), mend=mend_of(finding))
        return str(told)


def _measured(finding: Finding) -> list[tuple[str, str]]:
    with speaking("en"):
        en = [f"{label}: {value}" for label, value in measured(finding)]
    with speaking("ko"):
        ko = [f"{label}: {value}" for label, value in measured(finding)]
    return list(zip(en, ko, strict=True))


def _both(pair: tuple[str, str]) -> Text:
    return Text(en=pair[0], ko=pair[1])
