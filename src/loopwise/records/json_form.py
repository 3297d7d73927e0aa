"""The one JSON form of a record: a plain dict of its fields, and back again.

>>> from loopwise.records import Place
>>> rebuild(Place, plain(Place("a.py", 3, 5))) == Place("a.py", 3, 5)
True
"""

from __future__ import annotations

import math
import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

SCHEMA = 1  # of every JSON object printed or stored; raised only together with an upgrade of what is stored

T = TypeVar("T")


def plain(value: object) -> Any:
    """Turn records, mappings and sequences into what `json.dumps` takes. Not-a-number and infinity become text."""
    if not isinstance(value, type) and is_record(type(value)):
        return {name: plain(getattr(value, name)) for name in fields_of(type(value))}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)  # "nan", "inf": JSON has no word for them
    return value


def rebuild(kind: type[T], data: Any) -> T:
    """Build the record `kind` from its plain form; unknown keys are ignored, missing ones take their default."""
    hints = get_type_hints(kind)
    return kind(**{name: _typed(hints[name], data[name]) for name in fields_of(kind) if name in data})


def is_record(kind: Any) -> bool:
    """Tell whether a class is a record: a dataclass, or a named tuple (cheaper to make, for what is small)."""
    return is_dataclass(kind) or hasattr(kind, "_fields")


def fields_of(kind: type[object]) -> tuple[str, ...]:
    """Return the names of a record's fields, in order."""
    named: tuple[str, ...] | None = getattr(kind, "_fields", None)
    return tuple(one.name for one in fields(kind)) if named is None else named  # type: ignore[arg-type]


def _typed(hint: Any, value: Any) -> Any:
    origin, args = get_origin(hint), get_args(hint)
    if value is None or origin is Literal:
        return value
    if origin in (Union, types.UnionType):
        return _typed_union(args, value)
    if is_record(hint):
        return rebuild(hint, value)
    if origin is tuple:
        kinds = args[:1] * len(value) if args[1:] == (...,) else args
        return tuple(_typed(kind, item) for kind, item in zip(kinds, value, strict=True))
    if origin is not None and issubclass(origin, Mapping):
        return {key: _typed(args[1], item) for key, item in value.items()}
    if hint is float and isinstance(value, (int, str)):
        return float(value)
    return value


def _typed_union(kinds: tuple[Any, ...], value: Any) -> Any:
    record = next((kind for kind in kinds if is_record(kind)), None)
    if record is not None and isinstance(value, dict):
        return _typed(record, value)
    several = next((kind for kind in kinds if get_origin(kind) is tuple), None)
    if several is not None and isinstance(value, list):
        return _typed(several, value)
    if float in kinds and value in ("nan", "inf", "-inf"):
        return float(value)
    return value
