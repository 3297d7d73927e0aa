"""A run that has failed: where in the person's own code, with what, and what check found there.

print("\\n".join(show_failure(read_failure(text), 78)))
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from loopwise.records.failures import FailedAt, Failure, Seen
from loopwise.rendering.columns import columns, fitted, padded, wrapped
from loopwise.rendering.labels import where
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.diagnosis.search import Hit

HELD = Text(en="What the names on this line held:", ko="이 줄에 나온 이름의 값:")
REFUSED = Text(en="Refused by {layer}, which received:", ko="에러를 낸 층: {layer}. 받은 값:")
RECEIVED = Text(en="The call that failed received:", ko="에러가 난 호출이 받은 값:")
FOUND = Text(en="check finds it at {place}:", ko="코드 점검으로 찾은 위치: {place}")
MODES = {True: Text(en="train mode", ko="학습 모드"), False: Text(en="eval mode", ko="평가 모드")}
_LONGEST = 3  # lines of a message
_MOST = 8  # names told


def show_failure(failure: Failure, width: int) -> list[str]:
    """Return the type, the place and the line in the person's own code, and what its names held."""
    own = failure.own
    place = f"  {place_of(own)}" if own else ""
    lines = [f"{failure.kind}{place}"]
    if own and own.code:
        lines.append(fitted(f"{own.line:>5} | {own.code}", width))
    message = [line for line in failure.message.splitlines() if line.strip()][:_LONGEST]
    lines += [part for line in message for part in wrapped(" ".join(line.split()), width)][: 2 * _LONGEST]
    return [*lines, *_held(HELD, own.seen if own else (), width), *_refused(failure, width)]


def place_of(frame: FailedAt) -> str:
    """Name a frame as its reader does: `In [5]:3`, else file and line."""
    from loopwise.program.source.files import shown  # the reader is loaded where something has failed

    path = f"In [{frame.cell}]" if frame.cell else shown(Path(frame.path)) if frame.path else ""
    return f"{path}:{frame.line}" if frame.line else path


def facts(seen: Seen) -> str:
    """Return what is known of a name, in one line: `Tensor (64, 6144) float32 cpu`."""
    made = ", ".join(f"{name}={value}" for name, value in seen.settings.items())
    parts = [
        seen.kind + (f"({made})" if made else ""),
        str(seen.shape) if seen.shape is not None else "",
        seen.dtype or "",
        seen.device or "",
        "requires_grad" if seen.requires_grad and seen.training is None else "",
        str(MODES[seen.training]) if seen.training is not None else "",
    ]
    return " ".join(filter(None, parts))


def found_by_check(hit: Hit, sources: Mapping[str, str], width: int) -> list[str]:
    """Return where check finds the fault, with the line."""
    finding = hit.cause.finding if hit.cause else None
    if finding is None:
        return []
    from loopwise.rendering.excerpt import excerpt

    told = str(FOUND.format(place=where(finding.place)))
    return [
        *wrapped(told, width),
        *excerpt(sources.get(finding.place.source, ""), finding.place, width=width),
    ]


def mend_words(hit: Hit, sources: Mapping[str, str]) -> str:
    """Return the repair: the repaired line where check offers it, else in words."""
    finding = hit.cause.finding if hit.cause else None
    if finding is None:
        return " ".join(str(hit.fault.mend.tell(hit.cause.told if hit.cause else {})).split())
    from loopwise.rendering.mended import changes_in_words

    changes = changes_in_words(finding, sources)
    return "; ".join(changes) or " ".join(str(hit.fault.mend.tell(finding.evidence)).split())


def _refused(failure: Failure, width: int) -> Iterator[str]:
    if failure.layer:
        layer = f"{failure.layer.name} {facts(failure.layer)}".strip()
        yield from wrapped(str(REFUSED.format(layer=layer)), width, indent="    ")
    elif failure.given:
        yield str(RECEIVED)
    yield from _table(failure.given, width)


def _held(title: Text, held: tuple[Seen, ...], width: int) -> Iterator[str]:
    if held:
        yield str(title)
        yield from _table(held, width)


def _table(held: tuple[Seen, ...], width: int) -> Iterator[str]:
    wide = max((columns(seen.name) for seen in held[:_MOST]), default=0)
    for seen in held[:_MOST]:
        yield fitted(f"    {padded(seen.name, wide)}  {facts(seen)}", width)
