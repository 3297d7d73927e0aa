"""SARIF and GitHub annotations: the structure their readers require, escapes, and the cell of a notebook."""

from __future__ import annotations

import json
import re
from urllib.parse import unquote

import pytest
from rendering.reports import FOLLOWED, NOTEBOOK, SCRIPT, SPAN, STRANGE

from loopwise.diagnosis.checking import check
from loopwise.faults import Fault, catalogue
from loopwise.records import CheckReport, Finding, NotFollowed, Place
from loopwise.rendering.github import show_github
from loopwise.rendering.sarif import sarif_object
from loopwise.text import speaking

COMMAND = re.compile(r"::(error|warning|notice) ([^:]*)::(.+)")


def held(report):
    """Return the only run of the log, held against what SARIF 2.1.0 requires of every object used."""
    log = json.loads(json.dumps(sarif_object(report)))
    assert log.keys() == {"$schema", "version", "runs"} and log["version"] == "2.1.0"
    [run] = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules)
    for rule in rules:
        for key in ("shortDescription", "fullDescription", "help"):
            assert key not in rule or rule[key]["text"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in ("error", "warning", "note") and result["message"]["text"]
        for location in result["locations"]:
            physical = location["physicalLocation"]
            assert re.fullmatch(r"[A-Za-z0-9._~/%:-]+", physical["artifactLocation"]["uri"])
            region = physical["region"]
            assert all(type(value) is int and value >= 1 for value in region.values())
            assert (region.get("endLine", 1 << 30), region.get("endColumn", 1)) >= (region["startLine"], 1)
    return run


def test_a_finding_in_a_notebook_keeps_its_cell():
    with speaking("en"):
        run = held(NOTEBOOK)
    [result] = run["results"]
    assert result["message"]["text"].startswith("cell 4, line 12: CrossEntropyLoss")
    [location] = result["locations"]
    assert location["logicalLocations"][0]["name"] == "cell 4"
    assert location["physicalLocation"]["region"] == {
        "startLine": 12,
        "startColumn": 16,
        "endLine": 12,
        "endColumn": 45,
    }
    assert result["properties"]["cell"] == 4 and "fixes" not in result


def test_the_repair_of_a_script_is_a_fix_that_mends_it():
    fault = next(fault for fault in catalogue() if fault.name == "softmax-before-cross-entropy")
    [result] = held(check(fault.bad))["results"]
    [replacement] = result["fixes"][0]["artifactChanges"][0]["replacements"]
    region, lines = replacement["deletedRegion"], fault.bad.splitlines(True)
    assert region["startLine"] == region["endLine"]
    line = lines[region["startLine"] - 1]
    new = line[: region["startColumn"] - 1] + replacement["insertedContent"]["text"]
    lines[region["startLine"] - 1] = new + line[region["endColumn"] - 1 :]
    assert "".join(lines) == fault.good


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("한글 폴더/a b.py", None),
        ("C:/work/a.py", "file:///C:/work/a.py"),
        ("/home/a.py", "file:///home/a.py"),
        ("src/a#1.py", "src/a%231.py"),
    ],
)
def test_paths_are_uris(path, uri):
    finding = Finding(SPAN.path, Place(path), "note")
    [result] = held(CheckReport((finding,), FOLLOWED))["results"]
    told = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert told == uri if uri else unquote(told) == path


def test_what_was_not_followed_and_faults_of_packages_that_are_gone():
    lost = NotFollowed(Place("train.py", 40), "loss chosen by getattr")
    run = held(CheckReport((STRANGE,), FOLLOWED.__class__(not_followed=(lost,))))
    assert run["tool"]["driver"]["rules"] == [{"id": STRANGE.fault}]
    [note] = run["invocations"][0]["toolExecutionNotifications"]
    assert "getattr" in note["message"]["text"]


@pytest.mark.parametrize(
    "fault", [f for f in catalogue() if type(f).rule is not Fault.rule], ids=lambda fault: fault.name
)
def test_every_fault_has_both_forms(fault):
    for tongue in ("en", "ko"):
        with speaking(tongue):
            report = check(fault.bad, hints=True)
            assert fault.name in {result["ruleId"] for result in held(report)["results"]}
            told = show_github(report).splitlines()
            assert len(told) == len(report.findings) and all(COMMAND.fullmatch(line) for line in told)


def test_github_names_the_cell_and_escapes_what_would_end_a_property():
    with speaking("en"):
        told = show_github(NOTEBOOK)
    assert told.startswith(
        "::error file=week6.ipynb,line=12,endLine=12,col=16,endColumn=44,"
        "title=softmax-before-cross-entropy (cell 4%2C line 12)::CrossEntropyLoss"
    )
    odd = Finding("a-fault", Place("C:/a,b%.py", 3, 2, 4, 9), "warning")
    assert show_github(CheckReport((odd,), FOLLOWED)).startswith(
        "::warning file=C%3A/a%2Cb%25.py,line=3,endLine=4,title=a-fault::"
    )
    assert show_github(CheckReport((), FOLLOWED)) == ""


def test_a_fingerprint_moves_with_its_line():
    def mark(text):
        finding = Finding("a-fault", Place("train.py", text[: text.index("\tloss")].count("\n") + 1), "note")
        [result] = held(CheckReport((finding,), FOLLOWED, {"train.py": text}))["results"]
        return result["partialFingerprints"]["lineHash/v1"]

    assert mark(SCRIPT) == mark("# moved\n\n" + SCRIPT) != mark(SCRIPT.replace("model(x)", "net(x)"))
