"""The footer of a report: what was read or seen, and what could not be followed.

"No findings" means little where little was understood; these lines tell the two apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from loopwise.records import Followed, Series
from loopwise.rendering.columns import together, wrapped
from loopwise.rendering.labels import number
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.records import WatchReport

READ = Text(en="Read", ko="읽은 내용")
NOT_FOLLOWED = Text(en="Not followed", ko="추적하지 못한 부분")
SEEN = Text(en="Watched", ko="관찰한 내용")
LOOKED_FOR = Text(en="faults looked for:", ko="확인한 학습 문제:")
NOT_SEEN = Text(en="Not seen", ko="관찰하지 못한 부분")
NONE = Text(en="nothing", ko="없음")
AND_MORE = Text(en="and {count} more (--format json lists all)", ko="이 밖에 {count}개 (전체: --format json)")
_MOST = 5  # things not followed that are listed; the JSON has all

_COUNTS = {
    "files": (Text(en="1 file", ko="파일 1개"), Text(en="{n} files", ko="파일 {n}개")),
    "notebooks": (Text(en="1 notebook", ko="노트북 1개"), Text(en="{n} notebooks", ko="노트북 {n}개")),
    "cells": (Text(en="1 cell", ko="셀 1개"), Text(en="{n} cells", ko="셀 {n}개")),
    "training_loops": (
        Text(en="1 training loop", ko="학습 루프 1개"),
        Text(en="{n} training loops", ko="학습 루프 {n}개"),
    ),
    "evaluation_loops": (
        Text(en="1 evaluation loop", ko="평가 루프 1개"),
        Text(en="{n} evaluation loops", ko="평가 루프 {n}개"),
    ),
    "steps": (Text(en="1 step", ko="스텝 1개"), Text(en="{n} steps", ko="스텝 {n}개")),
}
SAMPLED = Text(en="{n} in detail", ko="{n}개는 자세히")
THINNED = Text(
    en="up to {every} steps apart, to save time", ko="시간을 아끼려고 최대 {every}스텝 간격으로 살펴봄"
)
LOSS = Text(en="{name} {first} -> {last}", ko="{name} {first} -> {last}")
LOSSES_TRACED = Text(en="losses traced: {resolved} of {seen}", ko="추적한 손실: {seen}개 중 {resolved}개")
ENDED = {
    "interrupted": Text(en="interrupted", ko="중단됨"),
    "failed": Text(en="the program failed", ko="프로그램이 오류로 끝남"),
    "stopped": Text(en="stopped at --steps", ko="--steps에서 멈춤"),
}


def what_was_read(followed: Followed, width: int) -> list[str]:
    """Return the two lines below a check: what was read, what could not be followed."""
    parts = counted(followed)
    lost = [f"{item.place}: {item.what}" for item in followed.not_followed]
    return [*_line(READ, parts or [str(NONE)], width), *_list(NOT_FOLLOWED, lost, width)]


def what_was_seen(report: WatchReport, width: int) -> list[str]:
    """Return the lines below a run: steps, losses, the faults looked for; what could not be seen."""
    looked_for = (
        [f"{LOOKED_FOR} {len(report.looked_at)} ({', '.join(report.looked_at[:_MOST])})"]
        if report.looked_at
        else []
    )
    unseen = "; ".join(map(str, report.unseen))
    ended = [str(ENDED[report.ended])] if report.ended in ENDED else []
    return [
        *_line(SEEN, [*seen_in_words(report), *looked_for, *ended], width),
        *(wrapped(f"{NOT_SEEN}: {unseen}", width, indent="  ") if unseen else []),
    ]


def seen_in_words(report: WatchReport) -> list[str]:
    """Return what was seen of a run: its steps, how closely they were looked at, the course of each loss."""
    steps = f"{count('steps', report.steps)} ({SAMPLED.format(n=report.sampled)})"
    thinned = [str(THINNED.format(every=report.every))] if report.coarsened else []
    losses = [_course(name, series) for name, series in report.losses.items() if series.values]
    return [steps, *thinned, *losses]


def counted(followed: Followed) -> list[str]:
    """Return what was read in words: files, notebooks where there are several files, cells, loops."""
    scripts = max(followed.files - followed.notebooks, 0)
    counts = {
        "files": scripts,
        "notebooks": followed.notebooks if followed.files > 1 else 0,
        "cells": followed.cells,
        "training_loops": followed.training_loops,
        "evaluation_loops": followed.evaluation_loops,
    }
    told = {name: count(name, n) for name, n in counts.items() if n}
    if followed.chains and "training_loops" in told:
        told["training_loops"] += f" ({_few(list(dict.fromkeys(followed.chains)))})"
    traced = LOSSES_TRACED.format(resolved=followed.losses_resolved, seen=followed.losses_seen)
    return [*told.values(), *([str(traced)] if followed.losses_resolved < followed.losses_seen else [])]


def _few(chains: list[str]) -> str:
    """Return the first chains: of a folder's hundred nobody reads the rest."""
    more = [str(AND_MORE.format(count=len(chains) - _MOST))] if len(chains) > _MOST else []
    return ", ".join([*chains[:_MOST], *more])


def count(what: str, n: int) -> str:
    """Return "2 training loops", in the reader's language."""
    one, many = _COUNTS[what]
    return str(one if n == 1 else many.format(n=n))


def _course(name: str, series: Series) -> str:
    first, last = number(series.values[0]), number(series.values[-1])
    return str(LOSS.format(name=name, first=first, last=last))


def _line(label: Text, parts: list[str], width: int) -> list[str]:
    whole = " / ".join(together(part, width - 4) for part in parts)
    return wrapped(f"{label}: {whole}", width, indent="  ")


def _list(label: Text, items: list[str], width: int) -> list[str]:
    """Return the items behind the label: one on its line, several below it."""
    if len(items) <= 1:
        return wrapped(f"{label}: {items[0] if items else NONE}", width, indent="  ")
    shown = items[:_MOST] + ([str(AND_MORE.format(count=len(items) - _MOST))] if len(items) > _MOST else [])
    return [
        f"{label}:",
        *(line for item in shown for line in wrapped(item, width, first="  ", indent="    ")),
    ]
