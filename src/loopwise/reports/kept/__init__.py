"""How kept results stand in a report: one kind a file, found by its name; a kind without a file shows its headline.

    blocks_of(Reference("fit", "12"), folder)

A reference names a number of this computer's store, or a file that `loopwise kept 12 --json` wrote: a file travels
with the report, a number means something else on every computer.
"""

from __future__ import annotations

import inspect
import json
import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from loopwise import store
from loopwise.errors import LoopwiseError
from loopwise.reports.blocks import Block, Reference
from loopwise.reports.kept._shown import Card, Shown, table
from loopwise.store import payloads
from loopwise.store.kinds import kind_named
from loopwise.text import Text

__all__ = ["Card", "Found", "Shown", "blocks_of", "cards_of", "find", "shown_named"]

NAME = Text(en="what", ko="항목")
VALUE = Text(en="value", ko="값")


@dataclass(frozen=True, slots=True)
class Found:
    """A kept result that a reference leads to."""

    kind: str
    title: str
    headline: Mapping[str, Any]
    record: Any


@cache
def shown_named(name: str) -> Shown | None:
    """Return how a kind is shown; None for a kind that has no file here."""
    file = name.replace("-", "_")
    if file not in {m.name for m in pkgutil.iter_modules(__path__) if not m.name.startswith("_")}:
        return None
    module = import_module(f"{__name__}.{file}")
    kinds = [
        v for v in vars(module).values() if inspect.isclass(v) and issubclass(v, Shown) and v is not Shown
    ]
    return kinds[0]()


def find(reference: Reference, folder: Path) -> Found:
    """Return the result; LoopwiseError where there is none, or one of another kind."""
    found = (
        _numbered(int(reference.which)) if reference.which.isdecimal() else _filed(folder / reference.which)
    )
    if found.kind != reference.kind:
        raise LoopwiseError(
            Text(
                en=f"{reference.which} is a kept {found.kind}, not a {reference.kind}.",
                ko=f"종류가 다른 결과입니다: {reference.which} (저장된 종류 {found.kind}, 적힌 종류 {reference.kind})",
            ),
            fix=f"{{{{ loopwise: {found.kind} {reference.which} }}}}",
        )
    return found


def blocks_of(reference: Reference, folder: Path) -> tuple[Block, ...]:
    """Return what stands in the report for a reference, in the language in force."""
    found = find(reference, folder)
    shown = shown_named(found.kind)
    if shown is None:
        return (_headline(found, reference.caption),)
    return tuple(shown.blocks(found.record, reference.caption or str(shown.caption(found.record))))


def cards_of(found: Found) -> tuple[Card, ...]:
    """Return the question cards of a kept result."""
    shown = shown_named(found.kind)
    return tuple(shown.cards(found.record)) if shown else ()


def _headline(found: Found, caption: str) -> Block:
    known = kind_named(found.kind)
    labels = known.labels if known else {}
    rows: list[tuple[object, ...]] = [
        (labels.get(name, name), value) for name, value in found.headline.items()
    ]
    return table((NAME, VALUE), rows, caption or found.title)


def _numbered(number: int) -> Found:
    one = store.kept(number)
    return Found(one.kind, one.title, one.headline, one.result)


def _filed(path: Path) -> Found:
    """Return the result of a file that `loopwise kept NUMBER --json` wrote."""
    try:
        given = json.loads(path.read_text(encoding="utf-8"))
        if given["schema"] != 1:
            raise ValueError(f"schema {given['schema']}")
        kind, title, headline = given["kind"], given["title"], given["headline"]
        known = kind_named(kind)
        schema = given.get("record_schema", known.schema if known else 1)
        record = payloads.unpacked(kind, schema, given["versions"], json.dumps(given["result"]))
    except LoopwiseError:
        raise
    except OSError as problem:
        raise LoopwiseError(
            Text(en=f"there is no file {path.name}.", ko=f"파일이 없습니다: {path.name}"),
            fix=f"loopwise kept 12 --json > {path.name}",
        ) from problem
    except (ValueError, KeyError, TypeError, AttributeError) as problem:
        raise LoopwiseError(
            Text(en=f"{path.name} is no kept result.", ko=f"저장한 결과 파일이 아닙니다: {path.name}"),
            fix=f"loopwise kept 12 --json > {path.name}",
        ) from problem
    return Found(kind, title, headline, record)
