"""Every text and number people are known to see, and what they type, leads to the faults behind it."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from loopwise.diagnosis.search import explain
from loopwise.faults import catalogue
from loopwise.rendering.explained import MOST

TABLE = tomllib.loads((Path(__file__).parent / "symptoms.toml").read_text(encoding="utf-8"))
ROWS = [row for rows in TABLE.values() for row in rows]
HERE = {fault.name for fault in catalogue()}
# Faults of the plan that have no file yet. A row asks for them from the day they have one; any other name in the
# table that the catalogue does not have is a slip of the pen.
NOT_YET = {"images-of-different-size", "weights-do-not-load"}
TEXTS = [(text, row) for row in ROWS for text in row["texts"]]


def names(text):
    return [hit.fault.name for hit in explain(text).hits]


def test_the_table_names_faults_only_and_asks_for_most_of_them_today():
    named = {fault for row in ROWS for fault in row["faults"]}
    assert named <= HERE | NOT_YET
    asked = [row for row in ROWS if HERE & set(row["faults"])]
    assert len(asked) >= 60 and sum(len(row["texts"]) for row in asked) >= 110


@pytest.mark.parametrize(("text", "row"), TEXTS, ids=[text[:60] for text, _ in TEXTS])
def test_a_text_leads_to_the_faults_behind_it(text, row):
    wanted = [fault for fault in row["faults"] if fault in HERE]
    found = names(text)
    assert set(wanted) <= set(found)
    if wanted:
        assert wanted[0] in found[:MOST], "it is told in full"
    if wanted and row.get("first") and wanted[0] == row["faults"][0]:
        assert found[0] == wanted[0]


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("AssertionError: one label a sample, please, and a shape of (N,)", "target size"),
        ("MyError: batch size of the image", "batch"),
    ],
)
def test_what_no_fault_explains_is_owned_and_the_nearest_is_named(text, near):
    found = explain(text)
    assert found.hits == () and found.numbers == ()
    assert found.near and any(near in f"{one.fault.name} {one.symptom}".lower() for one in found.near)


def test_an_error_of_another_program_leads_nowhere():
    for text in (
        "TypeError: 'int' object is not iterable",
        "ValueError: too many values to unpack (expected 2)",
    ):
        assert names(text) == []
