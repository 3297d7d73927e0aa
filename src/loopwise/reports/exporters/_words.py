"""What every exporter asks of text: letters that XML and HTML allow, and nothing else."""

from __future__ import annotations

import re
import unicodedata

# XML 1.0, section 2.2: what is left out may stand in no document, escaped or not.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean(text: str) -> str:
    """Return the text without letters that no XML may hold, hangul composed.

    >>> clean("a\\x00b")
    'ab'
    """
    return _FORBIDDEN.sub("", unicodedata.normalize("NFC", text))
