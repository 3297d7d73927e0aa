"""What a browser sends is checked before anything looks at it: type, size, and the words allowed.

>>> number(0.3, least=0, most=1)
0.3
"""

from __future__ import annotations

import base64
import binascii
import math
import re
from collections.abc import Collection

from werkzeug.exceptions import BadRequest

LARGEST_BODY = 32 * 2**20  # bytes of one request: base64 makes an upload a third larger
LARGEST_FILE = 20 * 2**20  # bytes of one uploaded file
LARGEST_NUMBER = 2**31  # of a kept result or a job
LONGEST_PATH = 1500  # characters: it has to fit into an address
LONGEST_SOURCE = 4_000_000  # characters of a program; notebooks with pictures are large


def text(value: object, *, most: int = 200) -> str:
    """Return a text of at most `most` characters; nothing is the empty text."""
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > most:
        raise BadRequest(f"a text of at most {most} characters was expected")
    return value


def number(value: object, *, least: float, most: float) -> float:
    """Return a finite number between the limits."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise BadRequest("a number was expected")
    if not least <= value <= most:
        raise BadRequest(f"a number from {least} to {most} was expected")
    return float(value)


def whole(value: object, *, least: int, most: int) -> int:
    """Return a whole number between the limits; digits in an address count."""
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,12}", value):
        value = int(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise BadRequest(f"a whole number from {least} to {most} was expected")
    return value


def choice(value: object, allowed: Collection[str]) -> str:
    """Return `value` if it is one of the allowed words."""
    if not isinstance(value, str) or value not in allowed:
        raise BadRequest("one of the offered choices was expected")
    return value


def file_name(value: object) -> str:
    """Return the bare name of an uploaded file: no folders, no control characters."""
    name = re.split(r"[\\/]", text(value, most=500))[-1]
    return re.sub(r"[\x00-\x1f\x7f]", "", name)[:120] or "file"


def uploaded(value: object) -> bytes:
    """Return the bytes of an uploaded file, from the data URL the browser made of it."""
    if not isinstance(value, str) or len(value) > LARGEST_BODY:
        raise BadRequest("an uploaded file was expected")
    _, marker, payload = value.partition(";base64,")
    try:
        data = base64.b64decode(payload, validate=True)
    except (binascii.Error, ValueError) as problem:
        raise BadRequest("the uploaded file is not base64") from problem
    if not marker or len(data) > LARGEST_FILE:
        raise BadRequest(f"a file of at most {LARGEST_FILE} bytes was expected")
    return data
