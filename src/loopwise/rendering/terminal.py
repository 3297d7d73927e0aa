"""Reports for the terminal, 80 columns wide, in the reader's language.

show_check(report)      # findings with their line of code, then what was read and what could not be followed
show_watch(report)      # findings with the measured evidence; a healthy run in a few words
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from loopwise.records import CheckReport, Finding
from loopwise.rendering.columns import columns, fitted, padded, wrapped
from loopwise.rendering.excerpt import excerpt
from loopwise.rendering.followed import what_was_read, what_was_seen
from loopwise.rendering.ignored import in_words, unused_ignores
from loopwise.rendering.labels import (
    CONFIDENCE,
    EVIDENCE,
    MEND,
    SEVERITY,
    measured,
    mend_of,
    message_of,
    where,
)
from loopwise.rendering.mended import changes_in_words
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.records import WatchReport

MORE = Text(en="More", ko="더 보기")
NONE_FOUND = Text(en="No problems found.", ko="찾은 문제가 없습니다.")
NOTHING_UNDERSTOOD = Text(
    en="No training loop was found, so there was little to check. Check the file that has the loop too.",
    ko="학습 루프를 찾지 못해 점검한 내용이 거의 없습니다. 학습 루프가 든 파일도 함께 점검하세요.",
)
NO_STEP = Text(
    en="No training was seen: no optimizer step ran in this process.",
    ko="학습을 관찰하지 못했습니다. 이 프로세스에서는 옵티마이저(optimizer)가 한 번도 움직이지 않았습니다.",
)
FOLLOWS = Text(
    en="This follows from {fault}: mend that first.", ko="{fault} 문제 때문에 생겼습니다. 그것부터 고치세요."
)
FROM_STEP = Text(en="from step {step}", ko="스텝 {step}부터")
KNOWN = Text(
    en="Baseline: findings known already, not shown: {count}",
    ko="기준 파일에 있어 보여 주지 않은 문제: {count}개",
)
UNUSED = Text(en="Comment without effect", ko="효과가 없는 주석")
RULE = "---"
_COLOURS = {"error": "31", "warning": "33", "note": "36"}
_EDGE = 2  # columns left free at the right: "·" takes two in some Korean terminals
_COMMAND_AT = 36  # column in which "(loopwise check --fix)" begins, where there is room


def show_check(report: CheckReport, *, width: int = 80, colour: bool = False) -> str:
    """Return every finding, then the footer that tells "nothing found" from "understood nothing"."""
    told = show_findings(report.findings, report.sources, width=width, colour=colour)
    read = what_was_read(report.followed, width)
    return "\n".join([told or _nothing(report, width), RULE, *read, *_footer(report, width)])


def show_watch(report: WatchReport, *, width: int = 80, colour: bool = False) -> str:
    """Return the report of a run: findings with what was measured, or a healthy run in a few words."""
    told = show_findings(report.findings, report.sources, width=width, colour=colour)
    healthy = "\n".join(wrapped(str(NONE_FOUND if report.steps else NO_STEP), width - _EDGE))
    return "\n".join([told or healthy, RULE, *what_was_seen(report, width)])


def show_findings(
    findings: Iterable[Finding], sources: Mapping[str, str], *, width: int = 80, colour: bool = False
) -> str:
    """Return findings alone, a blank line between them. `sources`: Place.source -> text."""
    return "\n\n".join("\n".join(_finding(found, sources, width, colour)) for found in findings)


def show_concise(report: CheckReport) -> str:
    """Return one line a finding, as editors and grep read it: place, severity, name, message."""
    return "\n".join(
        f"{found.place}: {SEVERITY[found.severity]} {found.fault} {' '.join(message_of(found).split())}"
        for found in report.findings
    )


def _footer(report: CheckReport, width: int) -> Iterator[str]:
    """Yield the notes that never fail a check: a baseline's findings, comments that silence nothing."""
    if report.known is not None:
        yield from wrapped(str(KNOWN.format(count=report.known)), width, indent="  ")
    told = [
        f"{unused.place.source}:{unused.place.line} {in_words(unused)}" for unused in unused_ignores(report)
    ]
    for text in told:
        yield from wrapped(f"{UNUSED}: {text}", width, indent="  ")


def _nothing(report: CheckReport, width: int) -> str:
    told = NONE_FOUND if report.followed.training_loops else NOTHING_UNDERSTOOD
    return "\n".join(wrapped(str(told), width - _EDGE))


def _finding(found: Finding, sources: Mapping[str, str], width: int, colour: bool) -> list[str]:
    if found.follows:  # in short: its cause stands above, and the repair there mends both
        told = f"{message_of(found)} {FOLLOWS.format(fault=found.follows)}"
        return [*_heading(found, width - _EDGE, colour), *wrapped(told, width - _EDGE)]
    code = excerpt(sources.get(found.place.source, ""), found.place, width=width - _EDGE)
    return [
        *_heading(found, width - _EDGE, colour),
        *(code[:1] + [_painted(line, found.severity, colour) for line in code[1:]]),
        *wrapped(message_of(found), width - _EDGE),
        *(_evidence(found, width) if found.step is not None else []),
        *_repair(found, sources, width - _EDGE),
        f"{MORE}: {'' if found.place.is_in_file else '%'}loopwise explain {found.fault}",
    ]


def _heading(found: Finding, width: int, colour: bool) -> list[str]:
    """Return grade and name at the left, the place at the right; on two lines where one is too short."""
    grade = f"[{SEVERITY[found.severity]} · {CONFIDENCE[found.confidence]}]"
    left, place = f"{grade} {found.fault}", where(found.place)
    painted = f"{_painted(grade, found.severity, colour)} {found.fault}"
    gap = width - columns(left) - columns(place)
    return [f"{painted}{' ' * gap}{place}"] if gap > 0 else [painted, f"  {place}"]


def _evidence(found: Finding, width: int) -> Iterator[str]:
    """Yield the measured numbers, one a line, labels in one column."""
    rows = measured(found)
    if not rows:
        return
    yield f"{EVIDENCE} ({FROM_STEP.format(step=found.step)}):"
    room = max(columns(label) for label, _ in rows)
    for label, value in rows:
        yield fitted(f"  {padded(label, room)}  {value}", width)


def _repair(found: Finding, sources: Mapping[str, str], width: int) -> Iterator[str]:
    """Yield the repaired line and the command that puts it in, else the way to mend it in words."""
    changes = changes_in_words(found, sources)
    if not changes or found.repair is None:
        if words := mend_of(found):
            yield from wrapped(f"{MEND}: {words}", width)
        return
    command = f"({told})" if (told := repair_command(found)) else ""
    if len(changes) > 1:
        yield f"{MEND}: {command}"
        yield from (fitted(f"    {change}", width) for change in changes)
        return
    line = f"{MEND}: {changes[0]}"
    yield from _with_command(line, command, width)


def repair_command(found: Finding) -> str:
    """Return the command that puts the repair in; "" where there is no file to put it in."""
    if found.repair is None or not found.place.is_in_file:
        return ""
    return f"loopwise check {'--fix' if found.repair.safe else '--fix --unsafe-fixes'}"


def _with_command(line: str, command: str, width: int) -> Iterator[str]:
    """Yield the line with the command beside it, or below it where both are too long for one line."""
    if columns(line) + 2 + columns(command) <= width:
        yield f"{padded(line, _COMMAND_AT - 2)}  {command}".rstrip()
    else:
        yield from wrapped(line, width, indent="    ")
        yield f"    {command}"


def _painted(text: str, severity: str, colour: bool) -> str:
    return f"\x1b[{_COLOURS[severity]}m{text}\x1b[0m" if colour else text
