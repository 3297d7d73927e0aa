"""A fault as a Markdown page, for the docs:  fault_page(fault_named("gradients-accumulate"))."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator

from loopwise.faults import Fault
from loopwise.rendering.labels import SEVERITY
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
