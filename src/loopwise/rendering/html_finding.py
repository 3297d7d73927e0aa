"""One finding of a page in a file: its numbers large, the code with the mark, the repair as a diff.

cause(finding, report.sources, drawn)        # the root cause, open, with the page's <h1>
other(finding, report.sources, drawn)        # one of the others, folded; drawn: figures of its series
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import escape

from loopwise.program.source.edits import apply
from loopwise.records import Finding, Place
from loopwise.rendering.coded import CodeLine, Piece, changed_lines, code_lines
from loopwise.rendering.explained import WHY
from loopwise.rendering.labels import (
    CONFIDENCE,
    EVIDENCE,
    MEND,
    SEVERITY,
    known_fault,
    measured,
    mend_of,
    message_of,
    where,
)
from loopwise.rendering.terminal import FROM_STEP, MORE, repair_command
from loopwise.text import Text

CAUSE = Text(en="Root cause", ko="원인")
CODE = Text(en="Where", ko="코드 위치")
FOLLOWS = Text(en="follows from {fault}", ko="{fault} 때문에 생김")
PUT_IN = Text(en="To put it into the file", ko="파일에 적용하려면")
FOLDED = Text(en="{lines} more lines", ko="{lines}줄 생략")
_BRACKET = re.compile(r"\)(?=[가-힣])")
_WHOLE = 12  # lines of a program shown whole; a longer one is cut around the mark
_WORDS = 12  # letters: a longer value is no number to print large


def cause(finding: Finding, sources: Mapping[str, str], drawn: str) -> str:
    """Return the root cause. drawn: the figures of its series."""
    return (
        f'<article class="cause {finding.severity}"><p class="grade">{CAUSE} · {_grade(finding)}</p>'
        f"<h1>{prose(title(finding))}</h1>{_body(finding, sources, drawn, 'h2')}</article>"
    )


def other(finding: Finding, sources: Mapping[str, str], drawn: str) -> str:
    """Return a finding folded to its headline."""
    return (
        f'<details class="other {finding.severity}"><summary><span class="grade">{_grade(finding)}</span>'
        f"<h3>{prose(title(finding))}</h3>{_location(finding.place)}</summary>"
        f"<div class='body'>{_body(finding, sources, drawn, 'h4')}</div></details>"
    )


def title(finding: Finding) -> str:
    """Return the fault's headline; its name, where the fault is not known here."""
    fault = known_fault(finding.fault)
    return str(fault.title) if fault else finding.fault


def prose(text: str) -> str:
    """Escape a sentence, and keep a Korean ending on the line of its closing bracket: 기울기(gradient)를."""
    return _BRACKET.sub(")\u2060", escape(text))


def _grade(finding: Finding) -> str:
    grade = f"{SEVERITY[finding.severity]} · {CONFIDENCE[finding.confidence]}"
    return f"{grade} · {FOLLOWS.format(fault=finding.follows)}" if finding.follows else grade


def _location(place: Place) -> str:
    return f'<code class="quiet">{escape(where(place))}</code>'


def _body(finding: Finding, sources: Mapping[str, str], drawn: str, h: str) -> str:
    """Return everything below the headline. h: the tag of its headings, one below the headline's."""
    parts = [
        f'<p class="lead">{prose(message_of(finding))}</p>',
        *_evidence(finding, h),
        drawn,
        *_code(finding.place, sources, h),
        *_repair(finding, sources, h),
        *_why(finding),
    ]
    return "".join(parts)


def _evidence(finding: Finding, h: str) -> Iterator[str]:
    rows = "".join(
        f"<div{_wide(value)}><dt>{prose(label)}</dt><dd>{escape(value)}</dd></div>"
        for label, value in measured(finding)
    )
    since = f" ({FROM_STEP.format(step=finding.step)})" if finding.step is not None else ""
    if rows:
        yield f'<{h}>{EVIDENCE}{since}</{h}><dl class="numbers">{rows}</dl>'


def _wide(value: str) -> str:
    return ' class="words"' if len(value) > _WORDS else ""


def _code(place: Place, sources: Mapping[str, str], h: str) -> Iterator[str]:
    source = sources.get(place.source, "")
    rows = "".join(map(_line, code_lines(source, [place], whole=_WHOLE))) if source else ""
    code = f'<div class="code">{rows}</div>' if rows else ""
    yield f"<{h}>{CODE} {_location(place)}</{h}>{code}"


def _line(line: CodeLine | int) -> str:
    if isinstance(line, int):
        return f'<div class="fold">{FOLDED.format(lines=line)}</div>'
    return _row(str(line.number), "".join(map(_piece, line.pieces)))


def _piece(piece: Piece) -> str:
    text, kinds = escape(piece.text), sorted(piece.kinds - {"mark"})
    text = f'<span class="{" ".join(kinds)}">{text}</span>' if kinds else text
    return f"<mark>{text}</mark>" if "mark" in piece.kinds else text


def _row(gutter: str, content: str, kind: str = "") -> str:
    return f'<div class="line{kind}"><span class="gutter">{gutter}</span><span>{content or " "}</span></div>'


def _repair(finding: Finding, sources: Mapping[str, str], h: str) -> Iterator[str]:
    """Yield the repair as a diff with the command that makes it, else in words."""
    rows = "".join(
        _row(sign, escape(line), {"-": " removed", "+": " added"}.get(sign, ""))
        for sign, line in _changes(finding, sources)
    )
    words = mend_of(finding)
    if words or rows:
        yield f"<{h}>{MEND}</{h}>"
    if words:
        yield f'<p class="prose">{prose(words)}</p>'
    if rows:
        yield f'<div class="code diff">{rows}</div>'
        if command := repair_command(finding):
            yield _command(PUT_IN, f"{command} {_quoted(finding.place.path)}")


def _quoted(path: str) -> str:
    """Return a path as every shell takes it, Windows' too."""
    return f'"{path}"' if " " in path else path


def _changes(finding: Finding, sources: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    edits = finding.repair.edits if finding.repair else ()
    for name in dict.fromkeys(edit.place.source for edit in edits):
        if name in sources:
            here = [edit for edit in edits if edit.place.source == name]
            yield from changed_lines(sources[name], apply(sources[name], here))


def _why(finding: Finding) -> Iterator[str]:
    if fault := known_fault(finding.fault):
        told = prose(" ".join(str(fault.why.tell(finding.evidence)).split()))
        more = _command(MORE, f"{'' if finding.place.is_in_file else '%'}loopwise explain {fault.name}")
        yield f'<details class="prose"><summary>{WHY}</summary><p>{told}</p>{more}</details>'


def _command(label: Text, command: str) -> str:
    return f'<p class="quiet small">{label}: <code>{escape(command)}</code></p>'
