"""Which finding is tried, and with which intervention: `choose(report)`."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from loopwise.errors import LoopwiseError
from loopwise.records import Finding, WatchReport
from loopwise.text import Text

_LARGEST = 0.1  # update against the weights that a run is brought below; runs that go well stay there
_TYPICAL = 1e-3  # and that a middling layer is brought up to: the rule of thumb
_NONE = Text(
    en="none of the problems found in {script} can be tried from outside.",
    ko="{script}에서 찾은 문제 중에는 밖에서 고쳐 돌려 볼 수 있는 것이 없습니다.",
)
_NOT_FOUND = Text(
    en="{fault} was not found in {script}, or cannot be repaired from outside.",
    ko="{script}에서 찾지 못했거나 밖에서 고칠 수 없는 문제입니다: {fault}",
)


@dataclass(frozen=True, slots=True)
class Chosen:
    """A finding and the intervention that stands for its repair."""

    finding: Finding
    intervention: str


def choose(report: WatchReport, fault: str = "") -> Chosen:
    """Return the first finding whose repair can be put in force from outside, or the named fault's.

    Raises LoopwiseError where there is none.
    """
    for finding in report.findings:
        intervention = _repair_of(finding)
        if intervention and fault in ("", finding.fault):
            return Chosen(finding, intervention)
    possible = ", ".join(tryable(report))
    text = (
        _NOT_FOUND.format(fault=fault, script=report.script) if fault else _NONE.format(script=report.script)
    )
    fix = Text(en=f"one of: {possible}", ko=f"가능한 것: {possible}") if possible else None
    raise LoopwiseError(text, fix=fix)


def tryable(report: WatchReport) -> tuple[str, ...]:
    """Return the faults found whose repair can be put in force from outside, the root cause first."""
    return tuple(dict.fromkeys(one.fault for one in report.findings if _repair_of(one)))


def _repair_of(finding: Finding) -> str:
    known = _REPAIRS.get(finding.fault)
    return known(finding) if known else ""


def _rate(finding: Finding) -> str:
    """Return the power of ten that brings the update to its usual size, at least tenfold."""
    if "gone" in finding.evidence:
        return "hold-rate"  # the rate is right, its schedule is not
    ratio = finding.evidence.get("ratio")
    low = finding.fault == "learning-rate-too-low"
    wanted = (_TYPICAL if low else _LARGEST) / ratio if isinstance(ratio, float) and ratio > 0 else 0.1
    power = max(math.ceil(math.log10(wanted)), 1) if low else min(math.floor(math.log10(wanted)), -1)
    return f"change-rate:{10.0**power:g}"


def _always(intervention: str) -> Callable[[Finding], str]:
    return lambda finding: intervention


_REPAIRS: Mapping[str, Callable[[Finding], str]] = {
    "softmax-before-cross-entropy": _always("drop-softmax"),
    "sigmoid-before-bce-with-logits": _always("drop-softmax"),
    "sigmoid-before-cross-entropy": _always("drop-softmax"),
    "gradients-accumulate": _always("clear-gradients"),
    "target-broadcast": _always("reshape-target"),
    "train-mode-not-restored": _always("set-mode"),
    "eval-mode-missing": _always("set-mode"),
    "learning-rate-too-high": _rate,
    "learning-rate-too-low": _rate,
    "batch-too-small-for-the-rate": _always("change-rate:0.1"),
    "inputs-not-scaled": _always("scale-inputs"),
    "targets-not-scaled": _always("scale-targets"),
    "train-set-not-shuffled": _always("shuffle"),
    "gradient-explodes": _always("clip-gradients:1"),
    "optimiser-before-change": _always("rebuild-optimiser"),
    "parameters-not-optimised": _always("rebuild-optimiser"),
    "layers-in-a-list": _always("rebuild-optimiser"),
    "weights-start-equal": _always("new-weights"),
    "dead-relu": _always("change-rate:0.1"),
}
