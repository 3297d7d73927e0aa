"""The numbers a program prints, by the words in front of them: `printed("epoch 3 loss: 0.41 val acc 93.2%")`.

>>> printed("epoch 3/5 | loss: 0.4100 | val acc: 93.2%")["val acc"]
0.932
>>> is_score("val acc"), is_score("test mae"), is_score("epoch")
(True, False, None)
"""

from __future__ import annotations

import re

_NUMBER = re.compile(r"(?<![\w.])([-+]?(?:\d+\.?\d*(?:[eE][-+]?\d+)?|nan|inf))(\s?%)?(?![\w.]|/\d)")
_WORDS = re.compile(r"[^\W\d_][\w ().@^-]*$")
_CHATTER = re.compile(r"[|\[\](){},;:=>]+")
_HIGHER = re.compile(
    r"acc|f1|auc|r2|r\^2|precision|recall|score|correct|kappa|iou|정확도|정밀도|재현율|점수|맞", re.IGNORECASE
)
_LOWER = re.compile(r"loss|mse|mae|rmse|error|perplexity|손실|로스|오차", re.IGNORECASE)
_HELD_OUT = re.compile(r"val|test|valid|eval|held|dev\b|검증|테스트|평가", re.IGNORECASE)
_LONGEST = 40  # characters of a name


def printed(text: str) -> dict[str, float]:
    """Return the last value of each named number; a per cent sign makes it a share."""
    found: dict[str, float] = {}
    for line in text.splitlines():
        before = 0
        for match in _NUMBER.finditer(line):
            name = _name_in(line[before : match.start()])
            before = match.end()
            if name:
                value = float(match[1]) / (100 if match[2] else 1)
                found[name] = value / 100 if _HIGHER.search(name) and 1 < value <= 100 else value
    return found


def is_score(name: str) -> bool | None:
    """Tell whether more is better; None where the name does not say."""
    if _LOWER.search(name):
        return False
    return True if _HIGHER.search(name) else None


def is_held_out(name: str) -> bool:
    """Tell whether a number is of data that was not trained on, by its name."""
    return bool(_HELD_OUT.search(name))


def _name_in(text: str) -> str:
    """Return the words right in front of a number."""
    words = _CHATTER.split(text.strip().rstrip(":= >"))[-1].strip()
    match = _WORDS.search(words)
    return " ".join(match[0].split()).lower()[-_LONGEST:] if match else ""
