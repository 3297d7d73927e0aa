"""Keep, list, get back, remove; every kind is itself again; old ones are upgraded, newer ones say so."""

import dataclasses
import json
import sqlite3
from contextlib import closing

import pytest

from loopwise import store
from loopwise.errors import LoopwiseError
from loopwise.records import Finding, FitResult, Place, Series, WatchReport
from loopwise.store import kinds

FINDING = Finding(
    "softmax-before-cross-entropy",
    Place("학습/week 6.ipynb", 12, 16, cell=4),
    "error",
    evidence={"floor": 1.4612, "classes": 10, "nan": float("inf")},
    step=3,
    series={"loss": Series((0, 10), (2.3, 1.9))},
)
REPORT = WatchReport(
    "week 6.ipynb", (FINDING,), steps=120, sampled=12, losses={"cross_entropy": Series((0,), (2.3,))}
)


def rows(home, statement, *values):
    with closing(sqlite3.connect(home / "loopwise.db")) as connection:
        found = connection.execute(statement, values).fetchall()
        connection.commit()
        return found


def test_a_report_comes_back_as_it_went_in():
    assert store.kept(store.keep(REPORT)).result == REPORT


def test_the_list_is_newest_first_and_tells_results_apart():
    first, second = store.keep(REPORT), store.keep(REPORT, title="after the repair")
    listed = store.kept()
    assert [one.number for one in listed] == [second, first]
    assert [one.title for one in listed] == ["after the repair", "week 6.ipynb"]
    assert dict(listed[0].headline) == {
        "findings": 1,
        "first": "softmax-before-cross-entropy",
        "steps": 120,
    }
    assert {one.state for one in listed} == {"finished"}


def test_versions_and_schema_are_in_every_row(home):
    store.keep(REPORT)
    [(schema, versions)] = rows(home, "SELECT schema, versions FROM results")
    assert schema == 1
    assert {"loopwise", "python"} <= json.loads(versions).keys()


def test_a_removed_number_is_never_given_again():
    number = store.keep(REPORT)
    store.remove(number)
    assert store.kept() == []
    assert store.keep(REPORT) > number


@pytest.mark.parametrize("call", [store.kept, store.remove])
def test_an_unknown_number_is_said(call):
    with pytest.raises(LoopwiseError, match="41"):
        call(41)


def test_what_is_no_result_is_refused_by_name():
    with pytest.raises(LoopwiseError, match="Place"):
        store.keep(Place("a.py"))


def test_batches_are_refused():
    kind = kinds.kind_named("fit")
    with pytest.raises(LoopwiseError, match="8 MB"):
        store.keep(FitResult(data="x" * kind.room, recipe="binary"))
    assert store.kept() == []


def test_a_result_of_a_newer_loopwise_is_listed_and_says_to_update(home):
    number = store.keep(REPORT)
    rows(home, "UPDATE results SET schema = 99, versions = ?", '{"loopwise": "7.0"}')
    assert store.kept()[0].title == "week 6.ipynb"
    with pytest.raises(LoopwiseError, match=r"7\.0") as told:
        _ = store.kept(number).result
    assert told.value.fix == "pip install -U loopwise"


def test_an_unknown_kind_is_listed_not_fatal(home):
    number = store.keep(REPORT)
    rows(home, "UPDATE results SET kind = 'hologram'")
    assert str(store.kept()[0].label) == "hologram"
    with pytest.raises(LoopwiseError, match="hologram"):
        _ = store.kept(number).result


def test_an_old_result_is_upgraded_step_by_step(home, monkeypatch):
    """Kept under schema 1 with `program` for a name; 2 called it `file`, 3 calls it `script`."""
    number = store.keep(REPORT)
    old = json.loads(rows(home, "SELECT payload FROM results")[0][0])
    old["program"] = old.pop("script")
    rows(home, "UPDATE results SET payload = ?", json.dumps(old))
    watch = kinds.kind_named("watch")
    steps = {
        1: lambda data: {("file" if key == "program" else key): value for key, value in data.items()},
        2: lambda data: {("script" if key == "file" else key): value for key, value in data.items()},
    }
    monkeypatch.setattr(type(watch), "schema", 3)
    monkeypatch.setattr(type(watch), "upgrades", steps)
    assert store.kept(number).result == REPORT


def test_a_payload_nobody_can_read_is_a_message(home):
    number = store.keep(REPORT)
    rows(home, "UPDATE results SET payload = '{\"findings\": 3}'")
    with pytest.raises(LoopwiseError, match="watch"):
        _ = store.kept(number).result


@pytest.mark.parametrize("kind", kinds.catalogue(), ids=lambda kind: kind.name)
def test_every_kind_has_its_upgrades_and_words(kind):
    assert set(kind.upgrades) == set(range(1, kind.schema))
    assert dataclasses.is_dataclass(kind.record)
    assert kind.label.en and kind.label.ko
