"""The one SQLite file: opened, brought up to date, and its troubles said in words a person can act on.

    with current().writing() as session:
        session.add(ResultRow(...))

WAL, so that readers and one writer never wait for one another; every write is one transaction that takes the
write lock at its beginning (upgrading a read lock later fails at once instead of waiting).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from sqlalchemy import Connection, Engine, NullPool, create_engine, event
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from loopwise import settings
from loopwise.store import migrations
from loopwise.store._troubles import explained, made_by_newer
from loopwise.store.locks import FileLock

FILE = "loopwise.db"
_BUSY_SECONDS = 30  # to wait for another process's write; ours take milliseconds


def current() -> Database:
    """Return the store of the person's settings (LOOPWISE_HOME or the data folder)."""
    return Database(settings.data_home(settings.load()).resolve())


@dataclass(frozen=True)
class Database:
    """The store in one folder. Opening is cheap: every block opens the file and closes it again."""

    home: Path

    @property
    def path(self) -> Path:
        """Return the SQLite file."""
        return self.home / FILE

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Give a session that sees one moment of the store."""
        with self._session("DEFERRED") as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Give a session that is committed at the end of the block, wholly or not at all."""
        with self._session("IMMEDIATE") as session, session.begin():
            yield session

    def lock(self, name: str) -> FileLock:
        """Return the lock of that name (a running result, a job, the manager) beside the store."""
        return FileLock(self.home / "running" / f"{name}.lock")

    @contextmanager
    def _session(self, begin: str) -> Iterator[Session]:
        try:
            self._bring_up_to_date()
            with Session(self._engine.execution_options(begin=begin), expire_on_commit=False) as session:
                yield session
        except OSError as problem:
            raise explained(self.home, problem) from problem
        except DatabaseError as problem:
            raise explained(self.path, problem.orig) from problem
        except sqlite3.DatabaseError as problem:
            raise explained(self.path, problem) from problem

    @cached_property
    def _engine(self) -> Engine:
        engine = create_engine("sqlite://", poolclass=NullPool, creator=self._connect)
        event.listen(engine, "begin", _begin)
        return engine

    def _bring_up_to_date(self) -> None:
        if self._revision() == migrations.head():
            return
        with FileLock(self.path.with_suffix(".lock")):  # one process migrates, the others find nothing to do
            if (found := self._revision()) > migrations.head():
                raise made_by_newer(self.path)
            if found != migrations.head():
                with closing(self._connect()) as connection:
                    connection.execute("PRAGMA journal_mode = WAL")  # stays with the file
                _migrate(self._engine)

    def _revision(self) -> str:
        """Return the number of the last migration this file has seen, "" for none."""
        if not self.path.is_file():
            return ""
        with closing(self._connect()) as connection:
            query = "SELECT name FROM sqlite_master WHERE name = 'alembic_version'"
            if connection.execute(query).fetchone() is None:
                return ""
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
            return str(row[0]) if row else ""

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, timeout=_BUSY_SECONDS, isolation_level=None)
        connection.execute("PRAGMA foreign_keys = ON")
        return connection


def _begin(connection: Connection) -> None:
    """Begin ourselves (isolation_level None): sqlite3's own begin leaves schema changes outside."""
    connection.exec_driver_sql(f"BEGIN {connection.get_execution_options().get('begin', 'DEFERRED')}")


def _migrate(engine: Engine) -> None:
    """Run the missing steps in one transaction: killed half way, the file is as before."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(migrations.FOLDER).replace("%", "%%"))
    with engine.execution_options(begin="IMMEDIATE").begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
