import json
import math

from hypothesis import given
from hypothesis import strategies as st

from loopwise.records import (
    SCHEMA,
    CheckReport,
    Edit,
    Finding,
    Followed,
    NotFollowed,
    Place,
    Repair,
    Series,
    at_least,
    plain,
    rebuild,
)

places = st.builds(
    Place,
    st.text(min_size=1, max_size=20),
    line=st.integers(1, 9999),
    column=st.integers(1, 200),
    end_line=st.none() | st.integers(1, 9999),
    end_column=st.none() | st.integers(1, 200),
    cell=st.none() | st.integers(1, 50),
)
numbers = st.floats() | st.integers(-(10**9), 10**9) | st.booleans() | st.text(max_size=5)
findings = st.builds(
    Finding,
    fault=st.text(min_size=1, max_size=10),
    place=places,
    severity=st.sampled_from(["error", "warning", "note"]),
    confidence=st.sampled_from(["certain", "likely", "hint"]),
    evidence=st.dictionaries(st.text(max_size=5), st.integers(-99, 99), max_size=3),
    related=st.dictionaries(st.text(max_size=5), places, max_size=2),
    repair=st.none()
    | st.builds(Repair, st.booleans(), st.tuples(st.builds(Edit, places, st.text(max_size=9)))),
    step=st.none() | st.integers(0, 999),
    series=st.dictionaries(
        st.text(max_size=5),
        st.builds(Series, st.tuples(st.integers(0, 9)), st.tuples(st.floats(-9, 9))),
        max_size=2,
    ),
)


@given(findings)
def test_a_finding_survives_json(finding):
    assert rebuild(Finding, json.loads(json.dumps(plain(finding)))) == finding


def test_a_report_survives_json():
    report = CheckReport(
        (), Followed(files=1, chains=("Net -> Adam",), not_followed=(NotFollowed(Place("a"), "x"),))
    )
    assert rebuild(CheckReport, json.loads(json.dumps(plain(report)))) == report


def test_numbers_json_has_no_word_for_survive():
    series = Series((0, 1, 2), (math.inf, -math.inf, math.nan))
    back = rebuild(Series, json.loads(json.dumps(plain(series), allow_nan=False)))
    assert back.values[:2] == (math.inf, -math.inf) and math.isnan(back.values[2])


def test_a_key_of_a_later_version_is_ignored():
    assert rebuild(Place, {"path": "a.py", "line": 3, "colour": "red"}) == Place("a.py", 3)


def test_schema_is_one():
    assert SCHEMA == 1


def test_severities_are_ordered():
    assert at_least("error", "warning") and at_least("warning", "warning")
    assert not at_least("note", "warning") and not at_least("error", "never")


def test_a_place_is_named_from_where_the_reader_stands():
    here = Place("week6.ipynb", 12, 16, cell=4)
    assert str(here) == "week6.ipynb:cell 4:12:16"
    assert Place("week6.ipynb", 1, cell=5).seen_from(here).ko == "cell 5:1"
    assert Place("net.py", 7).seen_from(here).en == "net.py:7"
    assert Place("net.py", 7).seen_from(Place("net.py", 1)).en == "line 7"


def test_followed_adds_up_over_files():
    both = Followed(files=1, losses_seen=2, chains=("a",)) + Followed(
        notebooks=1, losses_seen=1, chains=("b",)
    )
    assert both == Followed(files=1, notebooks=1, losses_seen=3, chains=("a", "b"))
