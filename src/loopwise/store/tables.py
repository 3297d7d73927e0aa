"""The tables, as of the newest migration (a test compares them)."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import DateTime, ForeignKey, String, Text, TypeDecorator
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Moment(TypeDecorator[datetime]):
    """A moment, aware of its zone in Python, in UTC in the file (SQLite forgets zones)."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Write it in UTC."""
        return value and value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Read it as UTC."""
        return value and value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    """What the tables share."""


class ResultRow(Base):
    """One kept result.

    number: what a person types; never given twice (AUTOINCREMENT): a report must not show another's result.
    schema: of the kind's JSON form in `payload`; versions: of the programs that made it, as JSON.
    state: "running" or "finished". A running row nobody holds the lock of was interrupted.
    """

    __tablename__ = "results"
    __table_args__ = {"sqlite_autoincrement": True}

    number: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    schema: Mapped[int]
    versions: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    created: Mapped[datetime] = mapped_column(Moment)
    state: Mapped[str] = mapped_column(String(20))
    headline: Mapped[str] = mapped_column(Text)
    payload: Mapped[str] = mapped_column(Text, deferred=True)


class JobRow(Base):
    """One piece of long work.

    state: "queued", "running", "done", "failed" or "cancelled"; cancelling: when somebody asked for the last.
    process: of the worker, to end it by; true only while the job's lock is held.
    done, total, note: how far it is. parts: what the task's sink was given so far, as JSON.
    result: number of the kept result. note, message (why it failed): in both languages, as JSON.
    """

    __tablename__ = "jobs"
    __table_args__ = {"sqlite_autoincrement": True}

    number: Mapped[int] = mapped_column(primary_key=True)
    task: Mapped[str] = mapped_column(String(80))
    arguments: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(20), index=True)
    created: Mapped[datetime] = mapped_column(Moment)
    started: Mapped[datetime | None] = mapped_column(Moment)
    ended: Mapped[datetime | None] = mapped_column(Moment)
    cancelling: Mapped[datetime | None] = mapped_column(Moment)
    process: Mapped[int | None]
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    note: Mapped[str] = mapped_column(Text, default="")
    parts: Mapped[str] = mapped_column(Text, default="[]", deferred=True)
    result: Mapped[int | None] = mapped_column(ForeignKey("results.number", ondelete="SET NULL"))
    message: Mapped[str] = mapped_column(Text, default="")
