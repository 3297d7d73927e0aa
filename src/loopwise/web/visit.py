"""Where a reader stands: the page, the rest of its address, and the language it speaks.

>>> visit = Visit.of("/fault/softmax-before-cross-entropy", "?lang=ko")
>>> visit.page, visit.rest, visit.language
('fault', ('softmax-before-cross-entropy',), 'ko')
>>> visit.link("/check", example="gradients-accumulate")
'/check?example=gradients-accumulate&lang=ko'
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, quote, urlencode

from flask import current_app, has_request_context, request

from loopwise.text import LANGUAGES, current_language

LONGEST = 2000  # characters of an address; nothing the lab writes comes near


@dataclass(frozen=True, slots=True)
class Visit:
    """One address of the lab, taken apart.

    page: first part of the path, "" for home; rest: the parts after it.
    query: what stands behind the question mark, without the language.
    language: from the address, else the lab's own, else the browser's.
    pinned: whether the address itself names the language; links then carry it on.
    """

    page: str = ""
    rest: tuple[str, ...] = ()
    query: Mapping[str, str] = field(default_factory=dict)
    language: str = "en"
    pinned: bool = False

    @classmethod
    def of(cls, path: str | None, search: str | None) -> Visit:
        """Read an address as the browser gives it; anything unreadable is left out."""
        parts = [part for part in (path or "")[:LONGEST].split("/") if part]
        query = dict(parse_qsl((search or "")[:LONGEST].lstrip("?")))
        asked = query.pop("lang", None)
        return cls(
            page=parts[0] if parts else "",
            rest=tuple(parts[1:]),
            query=query,
            language=asked if asked in LANGUAGES else usual_language(),
            pinned=asked in LANGUAGES,
        )

    def link(self, path: str, **query: str) -> str:
        """Return an address of the lab, in the language of this one."""
        if self.pinned:
            query["lang"] = self.language
        return f"{path}?{urlencode(query)}" if query else path

    def in_language(self, language: str) -> str:
        """Return this very address in another language."""
        path = "/".join(quote(part, safe="") for part in (self.page, *self.rest) if part)
        return f"/{path}?{urlencode({**self.query, 'lang': language})}"


def usual_language() -> str:
    """Return the lab's own language if it was started with one, else the browser's, else the system's."""
    if not has_request_context():
        return current_language()
    if own := current_app.config.get("LOOPWISE_LANGUAGE"):
        return str(own)
    return request.accept_languages.best_match(LANGUAGES) or current_language()
