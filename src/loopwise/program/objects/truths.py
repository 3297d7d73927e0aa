"""Whether a value is true in Python's sense, as far as the text tells: `truth(value)` is True, False or None."""

from __future__ import annotations

from loopwise.program.objects.definitions import Bound, Class, Function, Instance, Partial
from loopwise.program.objects.values import Const, External, Items, Value


def truth(value: Value) -> bool | None:
    """Tell whether a value is true, as far as that is known."""
    if isinstance(value, Const):
        return bool(value.value)
    if isinstance(value, Items) and value.closed:
        return bool(value.items)
    if isinstance(value, External) and value.name.isupper():  # a flag; a type checker's never holds
        return False if value.name == "TYPE_CHECKING" else None
    if isinstance(value, (Function, Class, External, Partial)):
        return True
    if isinstance(value, Bound):
        return True if value.function is not None else None  # a library's attribute may be a flag
    if isinstance(value, Instance):
        return None if value.cls.decides_truth else True
    return None
