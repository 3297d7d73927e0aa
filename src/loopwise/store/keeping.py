"""Keep a result, list what is kept, get one back, remove one.

    number = keep(fit_result, title="week 3, threshold 0.3")
    kept(number).result == fit_result

Every call opens the store of the person's settings and closes it again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, overload

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from loopwise.errors import LoopwiseError
from loopwise.records import plain
from loopwise.store import payloads
from loopwise.store.database import Database, current
from loopwise.store.kinds import Kind, kind_named, kind_of
from loopwise.store.locks import is_held
from loopwise.store.tables import ResultRow
from loopwise.text import Text


@dataclass(frozen=True)
class Kept:
    """One kept result, as listed.

    number: what `loopwise kept NUMBER` takes. kind: "fit", "watch" ...
    state: "finished", "running", or "interrupted" (its process ended before it said so).
    headline: the two or three numbers that tell results apart.
    versions: of loopwise, python and torch that made it.
    """

    number: int
    kind: str
    title: str
    created: datetime
    state: str
    headline: Mapping[str, int | float | str]
    versions: Mapping[str, str]
    database: Database

    @property
    def result(self) -> Any:
        """Read the record itself; LoopwiseError where a newer loopwise made it."""
        with self.database.reading() as session:
            row = _row(session, self.number, payload=True)
            return payloads.unpacked(row.kind, row.schema, json.loads(row.versions), row.payload)

    @property
    def label(self) -> Text | str:
        """Return what this kind is called; its bare name where this loopwise does not know it."""
        known = kind_named(self.kind)
        return known.label if known else self.kind


def keep(record: object, *, title: str | None = None) -> int:
    """Keep a result and return its number. Committed when this returns.

    A result that is large gives what is kept of it by `to_record()`: paths their question, for one.
    """
    record = record.to_record() if hasattr(record, "to_record") else record
    kind, database = kind_of(record), current()
    with database.writing() as session:
        row = new_row(kind, record, title, state="finished")
        session.add(row)
        session.flush()
        return row.number


@overload
def kept() -> list[Kept]: ...
@overload
def kept(number: int) -> Kept: ...
def kept(number: int | None = None) -> list[Kept] | Kept:
    """Return every kept result, the newest first, or the one of that number."""
    database = current()
    with database.reading() as session:
        if number is not None:
            return _summary(_row(session, number), database)
        rows = session.scalars(select(ResultRow).order_by(ResultRow.number.desc()))
        return [_summary(row, database) for row in rows]


def remove(number: int) -> None:
    """Remove one result for good; LoopwiseError for one that does not exist or is still being written."""
    database = current()
    with database.writing() as session:
        row = _row(session, number)
        if _summary(row, database).state == "running":
            raise LoopwiseError(
                Text(
                    en=f"result {number} is still running; end the run first.",
                    ko=f"아직 실행 중인 결과입니다: {number}. 실행을 먼저 끝내세요.",
                )
            )
        session.delete(row)


def new_row(kind: Kind[Any], record: object, title: str | None, *, state: str) -> ResultRow:
    """Make the row of a new result; the store gives its number."""
    return ResultRow(
        kind=kind.name,
        schema=kind.schema,
        versions=json.dumps(payloads.versions()),
        title=title or kind.title(record),
        created=datetime.now(UTC),
        state=state,
        headline=headline(kind, record),
        payload=payloads.packed(kind.keepable(record), kind.room),
    )


def headline(kind: Kind[Any], record: object) -> str:
    """Return the headline as it is stored."""
    return json.dumps(plain(kind.headline(record)), ensure_ascii=False)


def _row(session: Session, number: int, *, payload: bool = False) -> ResultRow:
    options = [undefer(ResultRow.payload)] if payload else []
    if row := session.get(ResultRow, number, options=options):
        return row
    raise LoopwiseError(
        Text(
            en=f"there is no kept result {number}.", ko=f"저장한 결과 가운데 그런 번호가 없습니다: {number}"
        ),
        fix="loopwise kept",
    )


def _summary(row: ResultRow, database: Database) -> Kept:
    state = row.state
    if state == "running" and not is_held(database.lock(f"result-{row.number}").path):
        state = "interrupted"
    return Kept(
        number=row.number,
        kind=row.kind,
        title=row.title,
        created=row.created,
        state=state,
        headline=json.loads(row.headline),
        versions=json.loads(row.versions),
        database=database,
    )
