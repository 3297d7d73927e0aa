"""Which language a reader gets: a ContextVar, so that two readers of one lab never share it.

>>> language("ko")
'ko'
>>> with speaking("en"):
...     language()
'en'
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

LANGUAGES = ("en", "ko")

_chosen: ContextVar[str | None] = ContextVar("loopwise_language", default=None)
_HANGUL = "[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]"


def language(choice: str | None = None) -> str:
    """Return the language in force; with `choice` ("ko" or "en") set it first.

    Raises ValueError for any other word.
    """
    if choice is not None:
        _chosen.set(_known(choice))
    return current_language()


def current_language() -> str:
    """Return the language chosen in this context, else the system's, else English."""
    return _chosen.get() or system_language()


def is_chosen() -> bool:
    """Tell whether a language was chosen in this context (by flag, setting or call)."""
    return _chosen.get() is not None


@contextmanager
def speaking(choice: str) -> Iterator[None]:
    """Speak `choice` inside the block only."""
    token = _chosen.set(_known(choice))
    try:
        yield
    finally:
        _chosen.reset(token)


def has_hangul(source: str) -> bool:
    """Tell whether a text holds Korean letters. Colab's locale is English even in Korea; sources tell more."""
    return re.search(_HANGUL, source) is not None


def system_language() -> str:
    """Return LOOPWISE_LANGUAGE, else "ko" on a Korean system, else "en" (an unset locale is English)."""
    for variable in ("LOOPWISE_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(variable):
            return "ko" if value.lower().startswith("ko") else "en"
    if os.name == "nt":  # Windows sets none of them
        import locale

        name = locale.getlocale()[0] or ""
        return "ko" if name.lower().startswith("ko") else "en"
    return "en"


def _known(choice: str) -> str:
    if choice not in LANGUAGES:
        raise ValueError(f"language is {choice!r}; it can be {' or '.join(LANGUAGES)}")
    return choice
