"""Markdown: a fault as a page for the docs, a finding as a note beside a run's curves.

fault_page(fault_named("gradients-accumulate"))
finding_note(report.findings[0])
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator

from loopwise.faults import Fault
from loopwise.records import Finding
from loopwise.rendering.labels import (
    CONFIDENCE,
    EVIDENCE,
    MEND,
    SEVERITY,
    known_fault,
    measured,
    mend_of,
    message_of,
    where,
)
from loopwise.rendering.terminal import FOLLOWS, FROM_STEP
from loopwise.text import Formula, Text

_WHAT_PEOPLE_SEE = Text(en="What people see", ko="이런 증상이 보입니다")
_MEND = Text(en="How to repair it", ko="고치는 법")
_WHY = Text(en="Why", ko="이유")
_EVIDENCE = Text(en="What a run measures", ko="실행에서 재는 근거")
_FOUND = Text(en="Found", ko="찾는 방법")
_IN_SOURCE = Text(en="in source, before running (`loopwise check`)", ko="실행 전 소스에서 (`loopwise check`)")
_IN_RUN = Text(en="in a run (`loopwise watch`)", ko="실행 중에 (`loopwise watch`)")
_SOURCES = Text(en="Sources", ko="출처")


def fault_page(fault: Fault) -> str:
    """Return the page of one fault in the reader's language, as Markdown."""
    return "\n\n".join(_parts(fault)) + "\n"


def finding_note(finding: Finding) -> str:
    """Return what a run found in the reader's language, as Markdown: headline, place, message, numbers, repair."""
    fault = known_fault(finding.fault)
    grade = f"{SEVERITY[finding.severity]} · {CONFIDENCE[finding.confidence]}"
    since = f" ({FROM_STEP.format(step=finding.step)})" if finding.step is not None else ""
    parts = [
        f"**{_plain(fault.title if fault else finding.fault)}**",
        f"{grade} · `{where(finding.place)}`{since}",
        _plain(message_of(finding)),
    ]
    if finding.follows:  # in short: its cause is told, and the repair there mends both
        parts.append(_plain(FOLLOWS.format(fault=finding.follows)))
    else:
        rows = [f"- {_plain(label)}: {_plain(value)}" for label, value in measured(finding)]
        parts += [f"{EVIDENCE}:", "\n".join(rows)] if rows else []
        parts.append(f"{MEND}: {_plain(mend_of(finding))}")
    return "\n\n".join(parts)


def _parts(fault: Fault) -> Iterator[str]:
    yield f"# {_plain(fault.title)}"
    yield f"`{fault.name}` · {SEVERITY[fault.severity]}"
    yield _plain(fault.says.tell({}))
    yield f"## {_MEND}"
    yield _plain(fault.mend.tell({}))
    yield f"```diff\n{_difference(fault.bad, fault.good)}\n```"
    yield f"## {_WHY}"
    yield _plain(" ".join(str(fault.why).split()))
    if fault.formula:
        yield _formula(fault.formula)
    yield f"## {_WHAT_PEOPLE_SEE}"
    yield "\n".join(f"- {_plain(symptom.replace('{', '‹').replace('}', '›'))}" for symptom in fault.symptoms)
    yield f"## {_FOUND}"
    ways = [(_IN_SOURCE, type(fault).rule is not Fault.rule), (_IN_RUN, fault.Probe is not None)]
    yield "\n".join(f"- {way}" for way, has in ways if has)
    if fault.measures:
        yield f"{_EVIDENCE}:"
        yield "\n".join(f"- {m.label}{f' ({m.unit})' if m.unit else ''}" for m in fault.measures.values())
    if fault.sources:
        yield f"## {_SOURCES}"
        yield "\n".join(f"- {_plain(source)}" for source in fault.sources)


def _plain(text: object) -> str:
    """Return prose in which Markdown sees no marks: `__init__` is not bold, `x * y * z` not slanted."""
    return re.sub(r"([\\`*_\[\]<>])", r"\\\1", str(text))


def _difference(bad: str, good: str) -> str:
    """Return the whole program as a diff from bad to good."""
    lines = difflib.unified_diff(bad.splitlines(), good.splitlines(), lineterm="", n=10_000)
    return "\n".join(list(lines)[3:])


def _formula(formula: Formula) -> str:
    """Return a formula as LaTeX text with its symbols, and the line of code."""
    symbols = "\n".join(f"| `{symbol}` | {meaning} |" for symbol, meaning in formula.symbols.items())
    code = f"\n\n```python\n{formula.code}\n```" if formula.code else ""
    return f"```latex\n{formula.latex}\n```\n\n| | |\n|---|---|\n{symbols}{code}"
