"""Everything a person reads, in Korean and English: Text, Formula, and the language in force."""

from loopwise.text.formula import Formula
from loopwise.text.language import LANGUAGES, current_language, has_hangul, language, speaking
from loopwise.text.text import Text

__all__ = [
    "LANGUAGES",
    "Formula",
    "Text",
    "current_language",
    "has_hangul",
    "language",
    "speaking",
]
