"""Reports as SARIF 2.1.0, which code hosts and editors read.

    json.dumps(sarif_object(report), ensure_ascii=False)

SARIF knows no cells: a place in a notebook names its cell as a logical location, in the message and in the
properties, and its lines count within that cell. Source: OASIS, SARIF Version 2.1.0 (2020).
"""

from __future__ import annotations

from pathlib import PureWindowsPath
from typing import Any
from urllib.parse import quote

from loopwise._version import __version__
from loopwise.diagnosis.baseline import line_hash
from loopwise.faults import Fault
from loopwise.records import CheckReport, Edit, Finding, NotFollowed, Place, plain
from loopwise.rendering.labels import known_fault, message_of
from loopwise.text import Text

SCHEMA_URI = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
HOME = "https://loopwise.readthedocs.io"
IN_CELL = Text(en="cell {cell}, line {line}: {message}", ko="셀 {cell}, {line}번째 줄: {message}")
NOT_FOLLOWED = Text(en="Not followed: {what}", ko="추적하지 못한 부분: {what}")


def sarif_object(report: CheckReport) -> dict[str, Any]:
    """Return the log of one run: rules of the faults found, results, and notes on what was not followed."""
    names = sorted({finding.fault for finding in report.findings})
    return {
        "$schema": SCHEMA_URI,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "loopwise",
                        "version": __version__,
                        "informationUri": HOME,
                        "rules": [_rule(name, known_fault(name)) for name in names],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "invocations": [_invocation(report)],
                "results": [_result(one, names.index(one.fault), report) for one in report.findings],
            }
        ],
    }


def _rule(name: str, fault: Fault | None) -> dict[str, Any]:
    if fault is None:
        return {"id": name}
    ours = type(fault).__module__.startswith("loopwise.faults.")
    return {
        "id": name,
        "shortDescription": {"text": str(fault.title)},
        "fullDescription": {"text": str(fault.says.tell({})) or str(fault.title)},
        "help": {"text": str(fault.mend.tell({})) or str(fault.title)},
        "defaultConfiguration": {"level": fault.severity},
        **({"helpUri": f"{HOME}/faults/{name}/"} if ours else {}),
    }


def _invocation(report: CheckReport) -> dict[str, Any]:
    """Return what was not followed as notes: "no results" must be told from "understood nothing"."""
    notes = [_notification(item) for item in report.followed.not_followed]
    return {"executionSuccessful": True, "toolExecutionNotifications": notes}


def _notification(item: NotFollowed) -> dict[str, Any]:
    text = str(NOT_FOLLOWED.format(what=item.what))
    return {"level": "note", "message": {"text": text}, "locations": [_location(item.place)]}


def _result(finding: Finding, index: int, report: CheckReport) -> dict[str, Any]:
    place = finding.place
    message = " ".join(message_of(finding).split())
    if place.cell:
        message = str(IN_CELL.format(cell=place.cell, line=place.line, message=message))
    fixes = _fixes(finding)
    return {
        "ruleId": finding.fault,
        "ruleIndex": index,
        "level": finding.severity,
        "message": {"text": message},
        "locations": [_location(place)],
        "partialFingerprints": {"lineHash/v1": line_hash(finding, report)},
        "properties": {
            "confidence": finding.confidence,
            "cell": place.cell,
            "evidence": plain(finding.evidence),
        },
        **({"fixes": fixes} if fixes else {}),
    }


def _location(place: Place) -> dict[str, Any]:
    cell = {"name": f"cell {place.cell}", "fullyQualifiedName": place.source, "kind": "module"}
    return {
        "physicalLocation": {"artifactLocation": {"uri": _uri(place.path)}, "region": _region(place)},
        **({"logicalLocations": [cell]} if place.cell else {}),
    }


def _region(place: Place) -> dict[str, int]:
    region = {"startLine": place.line, "startColumn": place.column}
    if place.end_line is not None and place.end_column is not None:
        region |= {"endLine": place.end_line, "endColumn": place.end_column}
    return region


def _uri(path: str) -> str:
    """Return the path as a URI reference: relative where the path is."""
    if PureWindowsPath(path).drive:
        return f"file:///{quote(path, safe='/:')}"
    return f"file://{quote(path)}" if path.startswith("/") else quote(path)


def _fixes(finding: Finding) -> list[dict[str, Any]]:
    """Return the repair of a script; a notebook's cells have no place in SARIF that a tool could edit."""
    edits = finding.repair.edits if finding.repair else ()
    if not edits or any(edit.place.cell for edit in edits):
        return []
    changes = [
        {
            "artifactLocation": {"uri": _uri(path)},
            "replacements": [_replacement(edit) for edit in edits if edit.place.path == path],
        }
        for path in dict.fromkeys(edit.place.path for edit in edits)
    ]
    return [{"artifactChanges": changes}]


def _replacement(edit: Edit) -> dict[str, Any]:
    return {"deletedRegion": _region(edit.place), "insertedContent": {"text": edit.text}}
