"""Reports under a notebook's cell, as a small piece of HTML: no script, no style sheet, light and dark.

    show(loopwise.check())          # also a watched run's report, or an explanation

Everything of the person's own is escaped; colours are the text's own, but for one line at the left.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from html import escape

from loopwise.diagnosis.search import Explanation, Hit
from loopwise.records import CheckReport, ExamineReport, Finding, Place, WatchReport, WhatIf
from loopwise.rendering import examined, terminal, what_if
from loopwise.rendering.excerpt import spanned
from loopwise.rendering.explained import (
    WHY,
    even_guess,
    heading,
    no_fault,
    others,
    show_explanation,
    told_in_full,
)
from loopwise.rendering.failed import mend_words, show_failure
from loopwise.rendering.followed import what_was_read, what_was_seen
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
from loopwise.rendering.mended import changes_in_words

_COLOURS = {"error": "#d55e00", "warning": "#e69f00", "note": "#0072b2"}  # Okabe-Ito
_PROSE = "max-width:46em;line-height:1.5;word-break:keep-all"
_CARD = "border-left:4px solid {colour};padding:.1em .9em;margin:.6em 0;" + _PROSE
_PRE = "margin:.4em 0;padding:.4em .6em;background:rgba(127,127,127,.13);overflow-x:auto;line-height:1.4"
_MARK = "background:none;color:inherit;text-decoration:underline wavy {colour};text-underline-offset:.25em"
_QUIET = "opacity:.75"
_TABLE = "margin:.4em 0;color:inherit;font-size:inherit;line-height:inherit"  # tables inherit too little
_LEFT = "text-align:left;padding:0 1.5em 0 0;color:inherit"
_WIDE = 10_000  # columns: the browser wraps


def show(report: CheckReport | WatchReport | ExamineReport | Explanation | WhatIf) -> str:
    """Return a report as HTML, in the reader's language."""
    if isinstance(report, WhatIf):
        return _tried(report)
    if isinstance(report, ExamineReport):
        return _examined(report)
    if isinstance(report, Explanation):
        return _explanation(report)
    if isinstance(report, WatchReport):
        footer, whole = what_was_seen(report, _WIDE), terminal.show_watch(report, width=_WIDE)
    else:
        footer, whole = what_was_read(report.followed, _WIDE), terminal.show_check(report, width=_WIDE)
    told = (
        show_findings(report.findings, report.sources) or f"<div>{escape(whole.partition(chr(10))[0])}</div>"
    )
    return f'{told}<div style="{_QUIET}">{"<br>".join(map(escape, footer))}</div>'


def show_findings(findings: Iterable[Finding], sources: Mapping[str, str]) -> str:
    """Return findings alone, as they stand under the cell that showed them."""
    return "".join(_card(finding, sources) for finding in findings)


def _card(finding: Finding, sources: Mapping[str, str]) -> str:
    colour = _COLOURS[finding.severity]
    grade = f"<b>{SEVERITY[finding.severity]} · {CONFIDENCE[finding.confidence]}</b>"
    location = f'<span style="{_QUIET}">{escape(where(finding.place))}</span>'
    parts = [
        f"<div>{grade} <code>{escape(finding.fault)}</code> {location}</div>",
        *_code(finding.place, sources, colour),
        f"<div>{escape(message_of(finding))}</div>",
        *(_evidence(finding) if finding.step is not None else []),
        *_repair(finding, sources),
        *_why(finding),
    ]
    return f'<div style="{_CARD.format(colour=colour)}">{"".join(parts)}</div>'


def _code(place: Place, sources: Mapping[str, str], colour: str) -> Iterator[str]:
    if parts := spanned(sources.get(place.source, ""), place):
        before, span, after = map(escape, parts)
        marked = f'<mark style="{_MARK.format(colour=colour)}">{span}</mark>'
        yield f'<pre style="{_PRE}">{before}{marked}{after}</pre>'


def _evidence(finding: Finding) -> Iterator[str]:
    cells = "".join(
        f'<tr><td style="{_LEFT}">{escape(label)}</td><td>{escape(value)}</td></tr>'
        for label, value in measured(finding)
    )
    if cells:
        yield f'<table style="{_TABLE}"><caption style="{_LEFT}">{EVIDENCE}</caption>{cells}</table>'


def _repair(finding: Finding, sources: Mapping[str, str]) -> Iterator[str]:
    if changes := changes_in_words(finding, sources):
        yield f"<div>{MEND}: {'<br>'.join(f'<code>{escape(change)}</code>' for change in changes)}</div>"
    elif words := mend_of(finding):
        yield f"<div>{MEND}: {escape(words)}</div>"


def _why(finding: Finding) -> Iterator[str]:
    if fault := known_fault(finding.fault):
        told = escape(" ".join(str(fault.why.tell(finding.evidence)).split()))
        yield f"<details><summary>{WHY}</summary>{told}</details>"


def _tried(answer: WhatIf) -> str:
    """Return the verdict, the numbers it goes by, and both curves."""
    told = "".join(f"<div>{escape(text)}</div>" for text in what_if.conclusion(answer))
    rows = "".join(
        f'<tr><td style="{_LEFT}">{escape(label)}</td><td style="{_LEFT}">{escape(value)}</td></tr>'
        for label, value in what_if.rows(answer)
    )
    heading = f"<div><b>{what_if.TITLE}</b> <code>{escape(answer.fault)}</code></div>"
    table = f'<table style="{_TABLE}">{rows}</table>'
    return f'<div style="{_PROSE}">{heading}{told}{table}{what_if.drawn(answer)}</div>'


def _explanation(explanation: Explanation) -> str:
    if explanation.by_name or not (explanation.failure or explanation.numbers or explanation.hits):
        return f'<pre style="{_PRE}">{escape(show_explanation(explanation))}</pre>'
    hits, told = explanation.hits, told_in_full(explanation.hits)
    items = "".join(f"<li>{_hit(hit, explanation.sources)}</li>" for hit in told)
    parts = [
        *_failed(explanation),
        *(f"<p>{escape(even_guess(number))}</p>" for number in explanation.numbers),
        *([f"<p>{escape(str(heading(hits)))}</p><ol>{items}</ol>"] if hits else []),
        *([f"<p>{escape(others(hits))}</p>"] if hits[len(told) :] else []),
    ]
    return f'<div style="{_PROSE}">{"".join(parts)}</div>'


def _examined(report: ExamineReport) -> str:
    """Return the answer, what was raised and found, then all that was seen as a table."""
    told = examined.explained(report)
    parts = [
        f'<p style="{_PROSE}">{escape(examined.headline(report))}</p>',
        _explanation(told) if told else "",
        show_findings(report.findings, report.sources),
    ]
    cells = "".join(
        f'<tr><td style="{_LEFT};vertical-align:top">{escape(label)}</td>'
        f'<td style="text-align:left">{"<br>".join(map(escape, lines))}</td></tr>'
        for label, lines in examined.rows(report)
    )
    return f'{"".join(parts)}<table style="{_TABLE}">{cells}</table>'


def _failed(explanation: Explanation) -> Iterator[str]:
    """Yield what failed; and where no fault explains it, that, and what comes nearest."""
    if explanation.failure:
        lines = show_failure(explanation.failure, _WIDE)
        lines += [] if explanation.hits else ["", *no_fault(explanation.near, _WIDE)]
        yield f'<pre style="{_PRE}">{escape(chr(10).join(lines))}</pre>'


def _hit(hit: Hit, sources: Mapping[str, str]) -> str:
    says = hit.cause.reason if hit.cause else hit.fault.says.tell({})
    finding = hit.cause.finding if hit.cause else None
    found = [where(finding.place), *_code(finding.place, sources, _COLOURS["error"])] if finding else []
    return (
        f"<b>{escape(str(hit.fault.title))}</b> <code>{escape(hit.fault.name)}</code><br>"
        f"{escape(str(says))}<br>{''.join(found)}{MEND}: {escape(mend_words(hit, sources))}"
    )
