"""A fault's page for the terminal: what it does, what to do, why, the mathematics, wrong beside right."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator

from loopwise.faults import Fault
from loopwise.rendering.columns import wrapped
from loopwise.rendering.labels import MEND, SEVERITY
from loopwise.text import Formula, Text, current_language, has_hangul

WHY = Text(en="Why it happens", ko="왜 생기나요?")
FORMULA = Text(en="The formula behind it", ko="수식으로 보면")
SYMPTOMS = Text(en="What you see", ko="이런 증상이 나타납니다")
EXAMPLE = Text(en="Example: - with the fault, + without it", ko="예: - 문제가 있는 코드, + 고친 코드")
SOURCES = Text(en="Sources", ko="출처")
_IN = "    "


def show_fault(fault: Fault, *, width: int = 80) -> str:
    """Return everything the catalogue knows of one fault."""
    lines = [f"{fault.title}", f"{fault.name} [{SEVERITY[fault.severity]}]", ""]
    lines += wrapped(str(fault.says.tell({})), width - 2)
    for title, body in _sections(fault, width - 2):
        lines += ["", str(title), *(f"{_IN}{line}".rstrip() for line in body)]
    return "\n".join(lines)


def symptoms_in_words(fault: Fault) -> list[str]:
    """Return the fault's symptoms in the reader's language (all, where it has none), numbers as "..."."""
    spoken = [line for line in fault.symptoms if has_hangul(line) == (current_language() == "ko")]
    return [re.sub(r"\{\w+\}", "...", line) for line in spoken or fault.symptoms]


def changed_example(fault: Fault) -> list[str]:
    """Return the lines in which the right program differs from the wrong one, with two lines around them."""
    diff = difflib.unified_diff(fault.bad.splitlines(), fault.good.splitlines(), lineterm="", n=2)
    return [line if not line.startswith("@@") else "..." for line in list(diff)[3:]]


def _sections(fault: Fault, width: int) -> Iterator[tuple[Text, list[str]]]:
    room = width - len(_IN)
    yield MEND, wrapped(str(fault.mend.tell({})), room)
    yield EXAMPLE, changed_example(fault)
    yield WHY, wrapped(str(fault.why.tell({})), room)
    if fault.formula:
        yield FORMULA, _formula(fault.formula, room)
    yield SYMPTOMS, [f"- {symptom}" for symptom in symptoms_in_words(fault)]
    if fault.sources:
        yield (
            SOURCES,
            [line for source in fault.sources for line in wrapped(f"- {source}", room, indent="  ")],
        )


def _formula(formula: Formula, width: int) -> list[str]:
    symbols = [f"{plain_latex(symbol)}: {meaning}" for symbol, meaning in formula.symbols.items()]
    return [
        plain_latex(formula.latex),
        *(line for symbol in symbols for line in wrapped(symbol, width, first="  ", indent="    ")),
        *([f"PyTorch: {formula.code}"] if formula.code else []),
    ]


_LATEX = (
    (r"\\t?frac\{(\w)\}", r"\1 / "),
    (r"\\t?frac\{([^{}]*)\}", r"(\1) / "),
    (r" / \{(\w)\}", r" / \1"),
    (r" / \{([^{}]*)\}", r" / (\1)"),
    (r"\\(?:mathrm|text|operatorname|mathbf)\{([^{}]*)\}", r"\1"),
    (r"\\(?:left|right|bigl|bigr|Bigl|Bigr|,|;|!)", ""),
    (r"\\geq?\b", ">="),
    (r"\\leq?\b", "<="),
    (r"\\ell\b", "loss"),
    (r"\\nabla\s*", "grad "),
    (r"\\cdot\b", "*"),
    (r"_\{([^{}]*)\}\^\{?([^{}\s]*)\}?", r"(\1 .. \2)"),
    (r"[_^]\{([^{}]*)\}", r"_\1"),
    (r"\\([A-Za-z]+)", r"\1"),
)


def plain_latex(latex: str) -> str:
    r"""Return a formula as one line of letters that every console has.

    >>> plain_latex(r"\ell \ge \log\left(1 + \frac{C-1}{e}\right)")
    'loss >= log(1 + (C-1) / e)'
    """
    for pattern, plain in _LATEX:
        latex = re.sub(pattern, plain, latex)
    return " ".join(latex.split())
