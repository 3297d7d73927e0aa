"""Questions about torch's version: arms for one that nobody has any more are not read.

asked(operator.lt, External("torch.__version__"), Const("0.4"))    # False
"""

from __future__ import annotations

import re
from collections.abc import Callable

from loopwise.program.objects.values import Const, External, Unknown, Value

_OLDEST = (1, 8)  # of the versions still in use; what is asked of later ones stays open
_MAKERS = ("Version", "LooseVersion", "StrictVersion", "parse")


def asked(compare: Callable[[object, object], bool], left: Value, right: Value) -> bool | None:
    """Return the answer to `left < right` of torch's version and an old one; None if that is not known."""
    left, right = _told(left), _told(right)
    old = _older(right) if _is_torch(left) else _older(left) if _is_torch(right) else None
    if old is None:
        return None
    return compare(_OLDEST, old) if _is_torch(left) else compare(old, _OLDEST)


def _told(value: Value) -> Value:
    """See through `LooseVersion(...)`, `version.parse(...)`."""
    made = isinstance(value, Unknown) and value.made_by.rpartition(".")[2] in _MAKERS
    return value.inputs[0] if made and isinstance(value, Unknown) and value.inputs else value


def _is_torch(value: Value) -> bool:
    return isinstance(value, External) and value.path == "torch.__version__"


def _older(value: Value) -> tuple[int, ...] | None:
    """Return the numbers of a version before the oldest."""
    text = value.value if isinstance(value, Const) else None
    if not isinstance(text, str) or not re.match(r"\d+\.\d", text):
        return None
    numbers = tuple(int(part) for part in re.findall(r"\d+", text)[:2])
    return numbers if numbers < _OLDEST else None
