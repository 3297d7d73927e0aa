"""Explanations for the terminal: a fault's page, and the faults that a symptom may come from.

show_fault(fault)           # everything the catalogue knows of one fault
show_explanation(explain("loss stays at 2.303"))
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from loopwise.faults import Fault
from loopwise.rendering.columns import wrapped
from loopwise.rendering.failed import found_by_check, mend_words, show_failure
from loopwise.rendering.labels import MEND, SEVERITY
from loopwise.text import Formula, Text, current_language, has_hangul
from loopwise.text.text import placeholders

if TYPE_CHECKING:
    from loopwise.diagnosis.search import Explanation, Hit, Near, Number

WHY = Text(en="Why it happens", ko="왜 생기나요?")
FORMULA = Text(en="The formula behind it", ko="수식으로 보면")
SYMPTOMS = Text(en="What you see", ko="이런 증상이 나타납니다")
EXAMPLE = Text(en="Example: - with the fault, + without it", ko="예: - 문제가 있는 코드, + 고친 코드")
SOURCES = Text(en="Sources", ko="출처")
EVEN_GUESS = Text(
    en="{given} is log {classes}: the cross-entropy of guessing evenly among {classes} classes. "
    "A model whose loss stays there has learnt nothing yet.",
    ko="{given} 값은 log {classes}입니다. 클래스 {classes}개를 똑같은 확률로 찍을 때의 "
    "교차 엔트로피(cross-entropy)입니다. 손실(loss)이 여기서 움직이지 않으면 "
    "아직 아무것도 배우지 못한 것입니다.",
)
ALSO = Text(
    en="With so few digits {others} other class counts fit too.",
    ko="자릿수가 적어서 다른 클래스 수 {others}개도 이 값과 맞습니다.",
)
ONE_CAUSE = Text(en="This may be the cause:", ko="이런 원인일 수 있습니다:")
CAUSES = Text(
    en="This symptom has several possible causes, the likeliest first. It alone cannot tell them apart.",
    ko="이 증상의 원인은 여러 가지일 수 있습니다. 가능성이 큰 것부터 적지만 증상만으로는 구별할 수 없습니다.",
)
LIKELIEST = Text(
    en="The likeliest cause: the numbers or the line of this error fit it.",
    ko="가장 유력한 원인입니다. 이 에러의 숫자나 코드 줄이 여기에 맞습니다.",
)
NO_FAULT = Text(
    en="No fault of the catalogue explains this error.", ko="이 에러를 설명하는 학습 문제를 찾지 못했습니다."
)
NEAREST = Text(
    en="The nearest, which may well be another thing:", ko="가장 가까운 것(다른 문제일 수 있습니다):"
)
BECAUSE = Text(en="matches", ko="일치하는 점")
OTHERS = Text(en="Also possible: {names}", ko="다른 가능성: {names}")
DECIDE = Text(en="To tell which it is:", ko="어느 것인지 알아보려면:")
YOUR_FILE = Text(en="YOUR_FILE.py", ko="내파일.py")
MORE = Text(en="More", ko="더 보기")
MOST = 5  # causes told in full
_CLASSES = 10  # of the worked example: as many as there are digits
_IN = "    "


def show_fault(fault: Fault, *, width: int = 80) -> str:
    """Return everything the catalogue knows of one fault."""
    lines = [f"{fault.title}", f"{fault.name} [{SEVERITY[fault.severity]}]", ""]
    lines += wrapped(str(fault.says.tell({})), width - 2)
    for title, body in _sections(fault, width - 2):
        lines += ["", str(title), *(f"{_IN}{line}".rstrip() for line in body)]
    return "\n".join(lines)


def show_explanation(explanation: Explanation, *, width: int = 80) -> str:
    """Return what a symptom, an error text or a number may come from; the fault's page for a fault's name."""
    if explanation.by_name:
        return show_fault(explanation.by_name, width=width)
    hits = explanation.hits
    blocks = [show_failure(explanation.failure, width - 2)] if explanation.failure else []
    blocks += [wrapped(even_guess(number), width - 2) for number in explanation.numbers]
    if hits:
        blocks.append(wrapped(str(heading(hits)), width - 2))
    elif explanation.failure:
        blocks.append(no_fault(explanation.near, width - 2))
    told = told_in_full(hits)
    blocks += [_hit(place, hit, explanation.sources, width - 2) for place, hit in enumerate(told, start=1)]
    if hits[len(told) :]:
        blocks.append(wrapped(others(hits), width - 2))
    if not (hits and is_plain(hits)):
        blocks.append([str(DECIDE), *(f"{_IN}loopwise {name} {YOUR_FILE}" for name in ("check", "watch"))])
    return "\n\n".join("\n".join(block) for block in blocks)


def heading(hits: Sequence[Hit]) -> Text:
    """Return the sentence above the causes: how far they can be told apart."""
    if len(hits) == 1:
        return ONE_CAUSE
    return LIKELIEST if is_plain(hits) else CAUSES


def is_plain(hits: Sequence[Hit]) -> bool:
    """Tell whether the first cause of a failure stands out: its numbers fit, or check finds it there."""
    first, second = hits[0].cause, hits[1].cause if len(hits) > 1 else None
    return first is not None and first.certainty > (second.certainty if second else 0)


def even_guess(number: Number) -> str:
    """Return what a number means that is the logarithm of a class count."""
    also = f" {ALSO.format(others=number.others)}" if number.others else ""
    return f"{EVEN_GUESS.format(given=number.given, classes=number.classes)}{also}"


def told_in_full(hits: Sequence[Hit]) -> Sequence[Hit]:
    """Return the causes worth telling in full: one where it stands out, else the first few."""
    return hits[: 1 if hits and is_plain(hits) else MOST]


def others(hits: Sequence[Hit]) -> str:
    """Return the names of what a symptom may also come from, beyond those told in full."""
    return str(OTHERS.format(names=", ".join(hit.fault.name for hit in hits[len(told_in_full(hits)) :])))


def symptoms_in_words(fault: Fault) -> list[str]:
    """Return the fault's symptoms in the reader's language (all, where it has none), numbers as "..."."""
    spoken = [line for line in fault.symptoms if has_hangul(line) == (current_language() == "ko")]
    return [re.sub(r"\{\w+\}", "...", line) for line in spoken or fault.symptoms]


def changed_example(fault: Fault) -> list[str]:
    """Return the lines in which the right program differs from the wrong one, with two lines around them."""
    diff = difflib.unified_diff(fault.bad.splitlines(), fault.good.splitlines(), lineterm="", n=2)
    return [line if not line.startswith("@@") else "..." for line in list(diff)[3:]]


def _hit(place: int, hit: Hit, sources: Mapping[str, str], width: int) -> list[str]:
    fault, indent = hit.fault, "   "
    says = hit.cause.reason if hit.cause else fault.says.tell({})
    return [
        *wrapped(f"{place}. {fault.title} ({fault.name})", width, indent=indent),
        *wrapped(f"{BECAUSE}: {hit.because}", width, first=indent, indent=indent),
        *(wrapped(str(says), width, first=indent, indent=indent) if str(says) else []),
        *(f"{indent}{line}" for line in found_by_check(hit, sources, width - len(indent))),
        *wrapped(f"{MEND}: {mend_words(hit, sources)}", width, first=indent, indent=indent),
        f"{indent}{MORE}: loopwise explain {fault.name}",
    ]


def no_fault(near: Sequence[Near], width: int) -> list[str]:
    """Return the honest answer, and what comes nearest."""
    told = [f"- {one.fault.name}: {one.symptom}" for one in near]
    return [
        *wrapped(str(NO_FAULT), width),
        *([str(NEAREST)] if told else []),
        *(line for one in told for line in wrapped(one, width, indent="  ")),
    ]


def _sections(fault: Fault, width: int) -> Iterator[tuple[Text, list[str]]]:
    room = width - len(_IN)
    yield MEND, wrapped(str(fault.mend.tell({})), room)
    yield EXAMPLE, changed_example(fault)
    yield WHY, wrapped(str(fault.why.tell({})), room)
    if fault.formula:
        yield FORMULA, [*_formula(fault.formula, room), *_worked(fault, fault.formula)]
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


def _worked(fault: Fault, formula: Formula) -> Iterator[str]:
    """Yield the formula with numbers put in, where the class count alone gives them."""
    known = {"classes": _CLASSES, **fault.landmarks(_CLASSES)}
    if formula.worked and placeholders(formula.worked) <= known.keys():
        yield formula.worked.format(**known)


_LATEX = (
    (r"\\(?:mathrm|text|operatorname|mathbf)\{([^{}]*)\}", r"\1"),
    (r"\\(?:left|right|bigl|bigr|Bigl|Bigr|,|;|!)", ""),
    (r"_\{([^{}]*)\}\^\{?([^{}\s]*)\}?", r"(\1 .. \2)"),  # the bounds of a sum
    (r"([_^])\{(\w)\}", r"\1\2"),
    (r"([_^])\{([^{}]*)\}", r"\1(\2)"),
    (r"\\t?frac\{(\w)\}\{(\w)\}", r"\1 / \2"),
    (r"\\t?frac\{([^{}]*)\}\{(\w)\}", r"(\1) / \2"),
    (r"\\t?frac\{([^{}]*)\}\{([^{}]*)\}", r"(\1) / (\2)"),
    (r"\\geq?\b", ">="),
    (r"\\leq?\b", "<="),
    (r"\\ell\b", "loss"),
    (r"\\nabla\s*", "grad "),
    (r"\\cdot\b", "*"),
    (r"\\([A-Za-z]+)", r" \1"),
)


def plain_latex(latex: str) -> str:
    r"""Return a formula as one line of letters that every console has.

    >>> plain_latex(r"\ell \ge \log\left(1 + \frac{C-1}{e}\right)")
    'loss >= log(1 + (C-1) / e)'
    """
    for pattern, plain in _LATEX:
        latex = re.sub(pattern, plain, latex)
    return " ".join(latex.split())
