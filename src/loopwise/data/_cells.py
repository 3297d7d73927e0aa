"""What a single cell is: nothing, a number, a number with its unit, a date.

>>> is_number("1,234.5"), number("1,200원"), with_unit("3.5 kg"), is_date("2026-11-30")
(True, 1200.0, ('3.5', 'kg'), True)
"""

from __future__ import annotations

import re

MISSING = frozenset({"", "na", "n/a", "#n/a", "nan", "null", "none", "?", "-", "결측"})

_DIGITS = r"[+-]?(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)"  # 1,234.5 is one number
_NUMBER = re.compile(rf"(?:{_DIGITS}|\d+\.)(?:e[+-]?\d+)?", re.ASCII | re.IGNORECASE)
_CURRENCY = re.compile(r"^[₩$€£]\s?|\s?원$")  # 1,200원
_WITH_UNIT = re.compile(rf"({_DIGITS})\s?([%‰°′″'\"]|°?[^\W\d_]{{1,6}}[23²³]?(?:/[^\W\d_]{{1,6}}[23²³]?)?)")
_DAY = r"\d{4}([-/.])\d{1,2}\1\d{1,2}|\d{1,2}([-/.])\d{1,2}\2(?:\d{4}|\d{2})|\d{4}년 ?\d{1,2}월 ?\d{1,2}일"
_NAMED_DAY = r"\d{1,2}[ -][a-z]{3,9}\.?[ -]\d{2,4}|[a-z]{3,9}\.? \d{1,2}, ?\d{4}"
_TIME = r"\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?[ap]m)?(?:z|[+-]\d{2}:?\d{2})?"
_DATE = re.compile(rf"(?:{_DAY}|{_NAMED_DAY})(?:[ t]{_TIME})?|{_TIME}", re.IGNORECASE)


def is_missing(cell: str) -> bool:
    """Tell whether a cell stands for no value."""
    return cell.lower() in MISSING


def is_number(cell: str) -> bool:
    """Tell whether a cell is a finite number."""
    return bool(_NUMBER.fullmatch(_CURRENCY.sub("", cell))) and abs(number(cell)) < float("inf")


def number(cell: str) -> float:
    """Return the number in a cell that holds one."""
    return float(_CURRENCY.sub("", cell).replace(",", ""))


def with_unit(cell: str) -> tuple[str, str] | None:
    """Return the number and its unit as they are written, None where a cell is anything else."""
    found = _WITH_UNIT.fullmatch(cell)
    return (found[1], found[2]) if found and not is_number(cell) else None


def is_date(cell: str) -> bool:
    """Tell whether a cell is a day, a time of day, or both."""
    return bool(_DATE.fullmatch(cell))
