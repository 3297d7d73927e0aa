"""A watched run as one page in a file: no script, no request to anywhere, light and dark, screen and paper.

    Path("run.html").write_text(show_page(report, command="loopwise watch train.py"), encoding="utf-8")

The root cause stands on top with its evidence; the other findings are folded beneath it.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from loopwise._version import __version__
from loopwise.errors import MissingExtra
from loopwise.records import Finding, WatchReport
from loopwise.rendering import html_finding, what_if
from loopwise.rendering.followed import (
    ENDED,
    LOOKED_FOR,
    NONE,
    NOT_SEEN,
    SEEN,
    seen_in_words,
)
from loopwise.rendering.html_figures import layer_figures, loss_figure, series_figures
from loopwise.rendering.html_style import style
from loopwise.rendering.terminal import NO_STEP, NONE_FOUND
from loopwise.text import Text, current_language

if TYPE_CHECKING:
    from loopwise.records.what_if import WhatIf

OTHERS = Text(en="Also found: {count}", ko="함께 찾은 문제 {count}개")
RUN = Text(en="What was looked at", ko="살펴본 내용")
END = Text(en="How it ended", ko="실행 결과")
FINISHED = Text(en="finished", ko="끝까지 실행됨")
ENDED_WITH = Text(
    en="{how}, exit code {code}, after {seconds:.1f} s", ko="{how}, 종료 코드 {code}, {seconds:.1f}초 걸림"
)
COMMAND = Text(en="Command", ko="명령어")
TO_DRAW = Text(en="To see the losses drawn: {command}", ko="손실(loss)을 그림으로 보려면: {command}")
MADE_BY = Text(
    en="Made by loopwise {version} on this computer. This file asks nothing of any other.",
    ko="loopwise {version} 버전으로 이 컴퓨터에서 만들었습니다. 이 파일은 외부에 아무것도 요청하지 않습니다.",
)
# The promise of the footer, kept by the browser: nothing is loaded, not even what we failed to escape.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def show_page(report: WatchReport, *, command: str = "", tried: WhatIf | None = None) -> str:
    """Return the page, in the reader's language. command: as it was typed. tried: the answer of --what-if."""
    figures = _Figures()
    parts = [
        _told(report, figures),
        what_if.section(tried) if tried else "",
        _others(report, figures),
        figures.losses(report),
        _looked_at(report, command),
        figures.missing,
    ]
    return (
        f'<!doctype html>\n<html lang="{current_language()}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(_title(report))}</title><style>{style()}</style></head><body>"
        f"<header><b>loopwise watch</b><span>{escape(report.script)}</span>{_cut_short(report)}</header>"
        f"<main>{''.join(parts)}</main>"
        f"<footer>{MADE_BY.format(version=__version__)}</footer></body></html>\n"
    )


class _Figures:
    """Draws while it can; without what draws, keeps the one line that says what to install."""

    def __init__(self) -> None:
        self.missing = ""

    def losses(self, report: WatchReport) -> str:
        try:
            losses = any(one.values for one in report.losses.values())
            return (loss_figure(report) if losses else "") + layer_figures(report)
        except MissingExtra as problem:
            return self._none(problem)

    def series(self, finding: Finding, name: str) -> str:
        try:
            return series_figures(finding, name)
        except MissingExtra as problem:
            return self._none(problem)

    def _none(self, problem: MissingExtra) -> str:
        told = escape(str(TO_DRAW.format(command=problem.fix)))
        self.missing = f'<p class="quiet small">{told}</p>'
        return ""


def _title(report: WatchReport) -> str:
    told = html_finding.title(report.findings[0]) if report.findings else _healthy(report)
    return f"{report.script}: {told}"


def _healthy(report: WatchReport) -> str:
    return str(NONE_FOUND if report.steps else NO_STEP)


def _told(report: WatchReport, figures: _Figures) -> str:
    """Return the root cause; of a healthy run one line, with what was looked at."""
    if report.findings:
        first = report.findings[0]
        return html_finding.cause(first, report.sources, figures.series(first, "f0"))
    seen = " / ".join([*seen_in_words(report), f"{LOOKED_FOR} {len(report.looked_at)}"])
    return f'<section><h1>{escape(_healthy(report))}</h1><p class="lead">{escape(seen)}</p></section>'


def _cut_short(report: WatchReport) -> str:
    """Say beside the name that the run did not reach its end: what was not found may be after it."""
    return f'<strong class="{report.ended}">{ENDED[report.ended]}</strong>' if report.ended in ENDED else ""


def _others(report: WatchReport, figures: _Figures) -> str:
    told = [
        html_finding.other(finding, report.sources, figures.series(finding, f"f{at}"))
        for at, finding in enumerate(report.findings[1:], start=1)
    ]
    heading = OTHERS.format(count=len(told))
    return f'<section class="others"><h2>{heading}</h2>{"".join(told)}</section>' if told else ""


def _looked_at(report: WatchReport, command: str) -> str:
    names = "".join(f"<li><code>{escape(name)}</code></li>" for name in report.looked_at)
    unseen = "".join(f"<li>{escape(str(text))}</li>" for text in report.unseen)
    how = ENDED.get(report.ended, FINISHED)
    ended = ENDED_WITH.format(how=how, code=report.exit_code, seconds=report.seconds)
    rows = [
        (SEEN, escape(" / ".join(seen_in_words(report)))),
        (LOOKED_FOR, f"<details><summary>{len(report.looked_at)}</summary><ul>{names}</ul></details>"),
        (NOT_SEEN, f"<ul>{unseen}</ul>" if unseen else str(NONE)),
        (END, escape(str(ended))),
        *([(COMMAND, f"<code>{escape(command)}</code>")] if command else []),
    ]
    listed = "".join(f"<dt>{str(label).rstrip(':')}</dt><dd>{told}</dd>" for label, told in rows)
    return f'<section><h2>{RUN}</h2><dl class="told">{listed}</dl></section>'
