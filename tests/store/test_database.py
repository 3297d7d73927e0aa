"""The file itself: migrations on data, two at once, damage, a folder that cannot be written."""

import os
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing

import pytest
from sqlalchemy import create_engine

from loopwise import store
from loopwise.errors import LoopwiseError
from loopwise.records import WatchReport
from loopwise.store import migrations
from loopwise.store.tables import Base

OLD_PAYLOAD = '{"script": "old.py", "findings": [], "steps": 7}'


def migrate(path, revision):
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(migrations.FOLDER))
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    engine.dispose()


def schema_of(path):
    with closing(sqlite3.connect(path)) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return {
            name: sorted(
                (column, kind, bool(required), key)
                for _, column, kind, required, _, key in connection.execute(f"PRAGMA table_info({name})")
            )
            for (name,) in tables
            if name not in ("alembic_version", "sqlite_sequence")
        }


def test_the_head_is_the_one_alembic_finds():
    from alembic.script import ScriptDirectory

    assert ScriptDirectory(str(migrations.FOLDER)).get_heads() == [migrations.head()]


def test_migrations_and_tables_agree(tmp_path):
    migrate(tmp_path / "migrated.db", "head")
    engine = create_engine(f"sqlite:///{tmp_path / 'made.db'}")
    Base.metadata.create_all(engine)
    engine.dispose()
    assert schema_of(tmp_path / "migrated.db") == schema_of(tmp_path / "made.db")


def test_a_file_of_the_first_revision_keeps_its_data(home):
    home.mkdir(parents=True)
    migrate(home / "loopwise.db", "0001")
    with closing(sqlite3.connect(home / "loopwise.db")) as connection:
        connection.execute(
            "INSERT INTO results (kind, schema, versions, title, created, state, headline, payload)"
            " VALUES ('watch', 1, '{}', 'old', '2026-01-02 03:04:05.000000', 'finished', '{}', ?)",
            (OLD_PAYLOAD,),
        )
        connection.commit()
    [one] = store.kept()
    assert one.result == WatchReport("old.py", (), steps=7)
    assert one.created.isoformat() == "2026-01-02T03:04:05+00:00"
    with closing(sqlite3.connect(home / "loopwise.db")) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [
            (migrations.head(),)
        ]
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_a_migration_that_fails_half_way_leaves_the_file_as_it_was(home, monkeypatch):
    home.mkdir(parents=True)
    migrate(home / "loopwise.db", "0001")
    before = schema_of(home / "loopwise.db")
    with closing(sqlite3.connect(home / "loopwise.db")) as connection:
        connection.execute("CREATE TABLE other (x INTEGER)")
        connection.execute("CREATE INDEX ix_jobs_state ON other (x)")  # 0002 makes its table, then meets this
    with pytest.raises(LoopwiseError, match="ix_jobs_state"):
        store.kept()
    assert schema_of(home / "loopwise.db") == before | {"other": [("x", "INTEGER", False, 0)]}


def test_a_store_of_a_newer_loopwise_says_to_update(home):
    store.kept()
    with closing(sqlite3.connect(home / "loopwise.db")) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    with pytest.raises(LoopwiseError, match="newer") as told:
        store.kept()
    assert told.value.fix == "pip install -U loopwise"


@pytest.mark.parametrize(
    "damage", ["not a database at all, but long enough to be read as a page", "truncated"]
)
def test_a_damaged_file_is_named_and_left_alone(home, damage):
    store.keep(WatchReport("a.py", ()))
    path = home / "loopwise.db"
    broken = path.read_bytes()[:5000] if damage == "truncated" else damage.encode() * 200
    path.write_bytes(broken)
    with pytest.raises(LoopwiseError, match="damaged") as told:
        store.keep(WatchReport("b.py", ()))
    assert str(path) in str(told.value)
    assert "rename" in str(told.value)
    assert path.read_bytes() == broken


def test_a_home_that_is_a_file_is_a_message(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("LOOPWISE_HOME", str(tmp_path / "file"))
    with pytest.raises(LoopwiseError, match="LOOPWISE_HOME"):
        store.kept()


@pytest.fixture
def nobody(monkeypatch, tmp_path):
    """Root may write everywhere, so root becomes nobody for the test."""
    import alembic.command  # noqa: F401  # what nobody may not be able to read

    if os.geteuid() != 0:
        yield
        return
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    os.seteuid(65534)
    yield
    os.seteuid(0)


@pytest.mark.skipif(os.name == "nt", reason="Windows folders take no mode")
@pytest.mark.parametrize("there", ["nothing", "a store"])
def test_a_read_only_folder_is_a_message(tmp_path, home, there, request):
    home.mkdir(parents=True)
    if there == "a store":
        store.kept()
    for path in (home, *home.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    for parent in (tmp_path, *tmp_path.parents):  # pytest's own folders are root's alone
        if not parent.stat().st_mode & stat.S_IXOTH:
            parent.chmod(0o755)
    request.getfixturevalue("nobody")
    with pytest.raises(LoopwiseError, match="LOOPWISE_HOME"):
        store.keep(WatchReport("a.py", ()))


def test_without_the_extra_the_line_to_type_is_said():
    program = """
import sys
sys.modules["sqlalchemy"] = None
import loopwise.store
try:
    loopwise.store.keep
except loopwise.errors.MissingExtra as told:
    print(told)
"""
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert 'pip install "loopwise[keep]"' in ended.stdout


def test_importing_the_store_is_light():
    heavy = "('sqlalchemy', 'alembic', 'torch')"
    program = f"import sys, loopwise.store; print([m for m in {heavy} if m in sys.modules])"
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ended.stdout.strip() == "[]"
