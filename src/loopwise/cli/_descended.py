"""Paths in the terminal: a line a run, what theory says, where they ended - in 80 columns."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from loopwise.records import SCHEMA, plain
from loopwise.rendering.columns import columns, padded, wrapped
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.descent import Paths, Theory

HEAD = Text(
    en="{name}  from {starts}, {steps} steps{more}", ko="{name}  시작점 {starts}, 스텝 {steps}번{more}"
)
UPHILL = Text(en=", uphill", ko=", 오르막으로")
BATCH = Text(en=", batches of {batch}", ko=", 배치 크기 {batch}")
HEADS = (
    Text(en="rule", ko="규칙"), Text(en="lr", ko="학습률"), Text(en="f", ko="f"), Text(en="|g|", ko="|g|"),
    Text(en="theory", ko="이론"),
    Text(en="verdict", ko="판정"),
)  # fmt: skip
MEAN = Text(
    en="f: height at the end; |g|: length of the gradient there; theory: predicted steps to a thousandth of the way",
    ko="f: 끝점의 높이, |g|: 끝점의 기울기(gradient) 크기, 이론: 거리가 천분의 일이 될 때까지 예상되는 스텝 수",
)
THEORY = Text(
    en="theory ({rule}): converges for lr < {limit:.4g}, fastest at {best:.4g}; condition number {condition:.4g}",
    ko="이론({rule}): lr < {limit:.4g}이면 수렴, {best:.4g}에서 가장 빠름; 조건수 {condition:.4g}",
)
NEVER = Text(en="never", ko="없음")
ENDED = Text(en="ended at ({x:.4g}, {y:.4g}): {what}", ko="끝점 ({x:.4g}, {y:.4g}): {what}")
MOST_LINES = 40  # runs that are listed
MORE = Text(
    en="... and {more} more runs (--json has all)", ko="... 그 밖의 실행 {more}개 (--json에 모두 있음)"
)
MOST_ENDS = 4


def told(paths: Paths, width: int) -> Iterator[str]:
    """Yield the lines of a result."""
    yield from wrapped(str(_head(paths)), width, indent="  ")
    yield ""
    yield from _table(paths, width)
    yield from wrapped(str(MEAN), width)
    theory = list(_theory(paths, width))
    if theory:
        yield ""
        yield from theory
    yield from _ends(paths, width)


def as_json(paths: Paths, number: int | None) -> dict[str, Any]:
    """Return what `--json` prints. kept: the number of the kept result, or null."""
    record = plain(paths.to_record())
    for at, run in enumerate(record["runs"]):
        run["theory"] = plain(paths.theory(at))
    return {"schema": SCHEMA, **record, "kept": number}


def _head(paths: Paths) -> Text:
    starts = list(dict.fromkeys(run.start for run in paths.runs))
    shown = ", ".join(f"({x:g}, {y:g})" for x, y in starts[:3]) + (" ..." if len(starts) > 3 else "")
    parts = [UPHILL] if paths.how.ascend else []
    parts += [BATCH.format(batch=paths.how.batch)] if paths.how.batch else []
    more = Text(en="".join(part.en for part in parts), ko="".join(part.ko for part in parts))
    return HEAD.format(name=paths.surface.name, starts=shown, steps=paths.steps, more=more)


def _table(paths: Paths, width: int) -> Iterator[str]:
    """Yield a line a run; a verdict that is too long goes on below itself."""
    rows = [(*map(str, HEADS[:-1]), str(HEADS[-1]))]
    for at, run in enumerate(paths.to_record().runs[:MOST_LINES]):
        numbers = (f"{run.lr:.4g}", f"{run.loss:.4g}", f"{run.gradient:.3g}", _predicted(paths.theory(at)))
        rows.append((run.rule, *numbers, str(paths.verdict[at])))
    wide = [max(columns(row[at]) for row in rows) for at in range(len(HEADS) - 1)]
    for row in rows:
        first = "  ".join(padded(cell, wide[at]) for at, cell in enumerate(row[:-1])) + "  "
        verdict = wrapped(row[-1], width - columns(first))
        yield first + verdict[0]
        yield from (" " * columns(first) + line for line in verdict[1:])
    if len(paths.runs) > MOST_LINES:
        yield str(MORE.format(more=len(paths.runs) - MOST_LINES))


def _predicted(theory: Theory | None) -> str:
    if theory is None:
        return "-"
    return str(NEVER) if theory.steps is None else str(theory.steps)


def _theory(paths: Paths, width: int) -> Iterator[str]:
    """Yield what theory says of each rule it knows."""
    known = {
        run.rule: theory for at, run in enumerate(paths.runs[:MOST_LINES]) if (theory := paths.theory(at))
    }
    for rule, one in known.items():
        line = THEORY.format(rule=rule, limit=one.limit, best=one.best_lr, condition=one.condition)
        yield from wrapped(str(line), width, indent="  ")


def _ends(paths: Paths, width: int) -> Iterator[str]:
    """Yield where the first runs of each kind ended."""
    seen: Sequence[tuple[Any, Any]] = list(zip(paths.xy[:, -1], paths.ends, strict=True))
    told = dict.fromkeys(
        str(ENDED.format(x=float(xy[0]) + 0.0, y=float(xy[1]) + 0.0, what=end.text))
        for xy, end in seen
        if end.kind not in ("slope", "nowhere") and math.isfinite(float(xy[0]))
    )
    for line in list(told)[:MOST_ENDS]:
        yield from wrapped(line, width, indent="  ")
