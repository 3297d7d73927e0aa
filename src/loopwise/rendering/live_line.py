"""How a watched run stands, in one line of a terminal: `live_line(report, 79)`."""

from __future__ import annotations

from loopwise.records import WatchReport
from loopwise.rendering.columns import fitted
from loopwise.text import Text

STANDS = Text(en="loopwise · step {step} · {time}", ko="loopwise · 스텝 {step} · {time}")
FOUND = Text(en="found {count}: {first}", ko="찾은 문제 {count}개: {first}")
NONE_YET = Text(en="nothing found so far", ko="아직 찾은 문제 없음")


def live_line(report: WatchReport, width: int) -> str:
    """Return step, time, the last loss and what was found, in at most `width` columns."""
    minutes, seconds = divmod(int(report.seconds), 60)
    parts = [str(STANDS.format(step=report.steps, time=f"{minutes}:{seconds:02}"))]
    parts += [
        f"{name} {series.values[-1]:.4g}" for name, series in list(report.losses.items())[:1] if series.values
    ]
    roots = [one for one in report.findings if not one.follows]
    parts.append(str(FOUND.format(count=len(roots), first=roots[0].fault) if roots else NONE_YET))
    return fitted(" · ".join(parts), width)
