"""Reports as the JSON that other programs read: exactly the keys of `docs/interface.md`, schema 1.

    json.dumps(check_object(report), ensure_ascii=False)

Messages are in the reader's language; everything else is language-free.
"""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from loopwise._version import __version__
from loopwise.faults import Fault
from loopwise.records import SCHEMA, CheckReport, Edit, Finding, Followed, plain
from loopwise.rendering.ignored import Unused, unused_ignores
from loopwise.rendering.labels import known_fault, message_of

if TYPE_CHECKING:
    from loopwise.diagnosis.search import Explanation, Hit
    from loopwise.records import ExamineReport, WatchReport
    from loopwise.records.failures import Failure
    from loopwise.records.what_if import WhatIf


def check_object(report: CheckReport) -> dict[str, Any]:
    """Return the answer of `loopwise check --format json`."""
    return {
        "schema": SCHEMA,
        "version": __version__,
        "files": report.followed.files,
        "followed": _followed(report.followed),
        "findings": [finding_object(finding) for finding in report.findings],
        "unused_ignores": [_unused(told) for told in unused_ignores(report)],
        **({"known": report.known} if report.known is not None else {}),
    }


def watch_object(report: WatchReport, tried: WhatIf | None = None) -> dict[str, Any]:
    """Return what `loopwise watch --output FILE.json` writes: the run, and findings root cause first.

    tried: the answer of --what-if.
    """
    seen = ("steps", "sampled", "losses", "looked_at", "not_observed")
    run = ("script", "seconds", "ended", "exit_code")
    return {
        "schema": SCHEMA,
        "version": __version__,
        **{name: plain(getattr(report, name)) for name in run},
        "followed": {name: plain(getattr(report, name)) for name in seen},
        "findings": [finding_object(finding) for finding in report.findings],
        **({"what_if": what_if_object(tried)} if tried else {}),
    }


def what_if_object(answer: WhatIf) -> dict[str, Any]:
    """Return what a repair would buy: verdict, the number it was judged by, every run with its curves."""
    return {
        **plain(answer),
        "gain": plain(answer.gain),
        "as_is": plain(answer.values(False)),
        "repaired": plain(answer.values(True)),
    }


def examine_object(report: ExamineReport) -> dict[str, Any]:
    """Return an examination: the record's fields, findings and failure as everywhere else."""
    given = {one.name: plain(getattr(report, one.name)) for one in fields(report)}
    del given["sources"]
    return {
        "schema": SCHEMA,
        "version": __version__,
        **given,
        "healthy": report.healthy,
        "findings": [finding_object(finding) for finding in report.findings],
        "failure": _failure(report.failure) if report.failure else None,
    }


def explanation_object(explanation: Explanation) -> dict[str, Any]:
    """Return the answer of `loopwise explain --json`: what the numbers mean, and the faults, best first."""
    return {
        "schema": SCHEMA,
        "version": __version__,
        "asked": explanation.asked,
        "numbers": plain(explanation.numbers),
        "failure": _failure(explanation.failure) if explanation.failure else None,
        "faults": [fault_object(hit.fault) | _hit(hit) for hit in explanation.hits],
    }


def _hit(hit: Hit) -> dict[str, Any]:
    finding = hit.cause.finding if hit.cause else None
    return {
        "score": round(hit.score, 3),
        "because": str(hit.because),
        "reason": str(hit.cause.reason) if hit.cause else None,
        "finding": finding_object(finding) if finding else None,
    }


def _failure(failure: Failure) -> dict[str, Any]:
    own = failure.own
    place = {"path": own.path, "cell": own.cell, "line": own.line, "code": own.code} if own else None
    return {"kind": failure.kind, "message": failure.message, "place": place}


def fault_object(fault: Fault) -> dict[str, Any]:
    """Return a fault of the catalogue, its texts in the reader's language."""
    return {
        "fault": fault.name,
        "severity": fault.severity,
        "title": str(fault.title),
        "says": str(fault.says.tell({})),
        "mend": str(fault.mend.tell({})),
        "why": str(fault.why.tell({})),
        "symptoms": list(fault.symptoms),
        "formula": fault.formula.latex if fault.formula else None,
        "sources": list(fault.sources),
    }


def finding_object(finding: Finding) -> dict[str, Any]:
    """Return one finding; one of a run also has "step", and its series inside "evidence"."""
    place = finding.place
    measured = {"series": plain(finding.series)} if finding.step is not None else {}
    return {
        "fault": finding.fault,
        "severity": finding.severity,
        "confidence": finding.confidence,
        "path": place.path,
        "cell": place.cell,
        "line": place.line,
        "column": place.column,
        "end_line": place.end_line,
        "end_column": place.end_column,
        "message": message_of(finding),
        "evidence": plain(finding.evidence) | measured,
        "units": _units(finding),
        "repair": _repair(finding),
        **({"step": finding.step} if finding.step is not None else {}),
        **({"follows": finding.follows} if finding.follows else {}),
    }


def _followed(followed: Followed) -> dict[str, Any]:
    lost = [
        {"path": item.place.path, "cell": item.place.cell, "line": item.place.line, "what": item.what}
        for item in followed.not_followed
    ]
    return {
        "training_loops": followed.training_loops,
        "evaluation_loops": followed.evaluation_loops,
        "losses_seen": followed.losses_seen,
        "losses_resolved": followed.losses_resolved,
        "chains": list(followed.chains),
        "not_followed": lost,
    }


def _unused(told: Unused) -> dict[str, Any]:
    place = {"path": told.place.path, "cell": told.place.cell, "line": told.place.line}
    return place | {"fault": told.fault, "exists": told.exists, "nearest": told.nearest}


def _units(finding: Finding) -> dict[str, str]:
    fault = known_fault(finding.fault)
    measures = fault.measures if fault else {}
    return {
        name: measures[name].unit for name in finding.evidence if name in measures and measures[name].unit
    }


def _repair(finding: Finding) -> dict[str, Any] | None:
    if finding.repair is None:
        return None
    return {"safe": finding.repair.safe, "edits": [_edit(edit) for edit in finding.repair.edits]}


def _edit(edit: Edit) -> dict[str, Any]:
    place = plain(edit.place)
    return {key: place[key] for key in ("path", "cell", "line", "column", "end_line", "end_column")} | {
        "text": edit.text
    }
