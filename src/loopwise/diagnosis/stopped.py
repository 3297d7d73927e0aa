"""A forward that stopped, as findings: the faults of the catalogue, with the shapes that met as evidence.

findings_of(trace)[0].fault       # "linear-width-mismatch"
"""

from __future__ import annotations

from loopwise.diagnosis.failures import causes_of
from loopwise.records import Finding, Place
from loopwise.records.failures import Failure
from loopwise.records.traced import Stopped, Trace

_IN_MEMORY = Place("<model>")  # a model without a file


def findings_of(trace: Trace) -> tuple[Finding, ...]:
    """Return what the catalogue calls the reason of a stopped forward: one finding, or none it knows."""
    stopped = trace.stopped
    if stopped is None:
        return ()
    fault = stopped.fault or _told_by(stopped)
    if not fault:
        return ()
    evidence: dict[str, int | float | str] = {"flow": flow_of(trace)}
    if stopped.change and fault != "flatten-missing":  # that one tells of the last axis
        _, wanted, given = stopped.change
        evidence |= {"wanted": wanted, "given": given}
    elif stopped.shapes and stopped.shapes[0]:
        evidence |= {"given": stopped.shapes[0][-1]} | _wanted(stopped)
    return (Finding(fault, stopped.place or _IN_MEMORY, "error", "certain", evidence=evidence),)


def flow_of(trace: Trace, most: int = 6) -> str:
    """Return the shapes on the way to where a forward stopped, the last ones."""
    shapes = list[str]()
    at = trace.stopped.inputs[0] if trace.stopped and trace.stopped.inputs else len(trace.operations) - 1
    while at >= 0 and len(shapes) < most:
        one = trace.operations[at]
        shapes.append(str(one.shape))
        if not one.inputs:
            break
        at = one.inputs[0]
    return " -> ".join(reversed(shapes))


def _wanted(stopped: Stopped) -> dict[str, int]:
    wanted = stopped.settings.get("in_features", stopped.settings.get("in_channels"))
    return {"wanted": wanted} if isinstance(wanted, int) else {}


def _told_by(stopped: Stopped) -> str:
    """Ask the catalogue by the words of the exception, where the shapes did not tell."""
    causes = causes_of(Failure(stopped.kind, stopped.message))
    return causes[0].fault.name if causes else ""
