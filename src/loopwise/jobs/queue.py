"""The queue: submit, look, cancel.

    number = submit("fit", {"data": "breast_cancer", "epochs": 30})
    job(number).done, job(number).total

Every call reads or writes the table; nothing is held in memory.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from loopwise.errors import LoopwiseError
from loopwise.jobs.tasks import target_of
from loopwise.store.database import current
from loopwise.store.tables import JobRow
from loopwise.text import Text


@dataclass(frozen=True)
class Job:
    """One piece of long work, as of the moment it was read.

    state: "queued", "running", "done", "failed" or "cancelled".
    done, total, note: how far it is; total 0: not known yet.
    parts: what it has shown so far (epochs), in their JSON form; only where one job was asked for.
    result: number of the kept result. message: why it failed.
    """

    number: int
    task: str
    arguments: Mapping[str, Any]
    state: str
    created: datetime
    started: datetime | None
    ended: datetime | None
    cancelling: bool
    done: int
    total: int
    note: Text | str
    result: int | None
    message: Text | str
    parts: tuple[Any, ...] = ()

    @property
    def over(self) -> bool:
        """Tell whether nothing more will happen to it."""
        return self.state in ("done", "failed", "cancelled")


def submit(task: str, arguments: Mapping[str, Any]) -> int:
    """Queue `task` (its registered name) and return the job's number. Arguments are what JSON can say."""
    target_of(task)
    with current().writing() as session:
        row = JobRow(task=task, arguments=json.dumps(arguments), state="queued", created=datetime.now(UTC))
        session.add(row)
        session.flush()
        return row.number


def job(number: int) -> Job:
    """Return the job of that number, with its parts."""
    with current().reading() as session:
        row = row_of(session, number)
        return _read(row, parts=tuple(json.loads(row.parts)))


def recent(limit: int = 20) -> list[Job]:
    """Return the newest jobs, the newest first."""
    with current().reading() as session:
        rows = session.scalars(select(JobRow).order_by(JobRow.number.desc()).limit(limit))
        return [_read(row) for row in rows]


def cancel(number: int) -> None:
    """Stop a job: at once where it waits, else when its task looks, else by force after a grace."""
    with current().writing() as session:
        row = row_of(session, number)
        if row.state == "queued":
            row.state, row.ended = "cancelled", datetime.now(UTC)
        if row.state == "running" and row.cancelling is None:
            row.cancelling = datetime.now(UTC)


def row_of(session: Session, number: int) -> JobRow:
    """Return the row; LoopwiseError for an unknown number."""
    if row := session.get(JobRow, number, options=[undefer(JobRow.parts)]):
        return row
    raise LoopwiseError(Text(en=f"there is no job {number}.", ko=f"그런 번호의 작업이 없습니다: {number}"))


def in_both(text: Text | str) -> str:
    """Return a text as it is stored: in both languages."""
    return json.dumps([text.en, text.ko] if isinstance(text, Text) else [text, text], ensure_ascii=False)


def _read(row: JobRow, parts: tuple[Any, ...] = ()) -> Job:
    return Job(
        number=row.number,
        task=row.task,
        arguments=json.loads(row.arguments),
        state=row.state,
        created=row.created,
        started=row.started,
        ended=row.ended,
        cancelling=row.cancelling is not None,
        done=row.done,
        total=row.total,
        note=_text(row.note),
        result=row.result,
        message=_text(row.message),
        parts=parts,
    )


def _text(stored: str) -> Text | str:
    return Text(*json.loads(stored)) if stored else ""
