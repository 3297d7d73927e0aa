"""A record as it lies in the store, and back: JSON text, with the schema and the versions that made it.

Old payloads are upgraded step by step when they are read; what lies in the file is left as it was.
"""

from __future__ import annotations

import json
import platform
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from loopwise import __version__
from loopwise.errors import LoopwiseError
from loopwise.records import plain, rebuild
from loopwise.store._troubles import UPDATE
from loopwise.store.kinds import Kind, kind_named
from loopwise.text import Text


def packed(record: object, room: int) -> str:
    """Return the record as JSON text; LoopwiseError where it is too large to be numbers about a run."""
    text = json.dumps(plain(record), ensure_ascii=False, separators=(",", ":"))
    if len(text) <= room:
        return text
    size, limit = f"{len(text) / 2**20:.0f} MB", f"{room // 2**20} MB"
    raise LoopwiseError(
        Text(
            en=f"this result has {size}, the limit is {limit}: keep numbers about a run, not its batches.",
            ko=f"결과의 크기({size})가 저장 한도({limit})를 넘습니다. 배치가 아니라 숫자만 저장합니다.",
        )
    )


def unpacked(kind_name: str, schema: int, versions: dict[str, str], payload: str) -> Any:
    """Rebuild the record; LoopwiseError where only a newer loopwise can."""
    kind = kind_named(kind_name)
    if kind is None or schema > kind.schema:
        raise _too_new(kind_name, versions)
    try:
        return rebuild(kind.record, upgraded(kind, schema, json.loads(payload)))
    except (KeyError, TypeError, ValueError, AttributeError) as problem:
        raise LoopwiseError(
            Text(
                en=f"this {kind_name} result cannot be read: {problem}.",
                ko=f"결과를 읽을 수 없습니다: {kind_name} ({problem})",
            )
        ) from problem


def upgraded(kind: Kind[Any], schema: int, data: dict[str, Any]) -> dict[str, Any]:
    """Take the plain form of `schema` up to the kind's own, one step at a time."""
    for step in range(schema, kind.schema):
        data = kind.upgrades[step](data)
    return data


def versions() -> dict[str, str]:
    """Return what made a result: loopwise, Python, and torch where it is installed (it is not imported)."""
    made_by = {"loopwise": __version__, "python": platform.python_version()}
    try:
        return made_by | {"torch": version("torch")}
    except PackageNotFoundError:
        return made_by


def _too_new(kind_name: str, versions: dict[str, str]) -> LoopwiseError:
    maker = versions.get("loopwise", "?")
    return LoopwiseError(
        Text(
            en=f"this {kind_name} result was made by a newer loopwise ({maker}; this is {__version__}).",
            ko=f"더 새로운 loopwise({maker})로 만든 결과입니다: {kind_name} (지금 버전: {__version__})",
        ),
        fix=UPDATE,
    )
