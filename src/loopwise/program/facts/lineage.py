"""Data lineage: from a loader, a tensor or an array back to the data it came from, step by step.

A lineage says which rows of the origin are left and which role (train, validation, test) the program's names give
them. Two values share rows if they have one origin and one's parts begin with the other's.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator
from typing import NamedTuple

from loopwise.program.evaluator.library_calls import assigned_name
from loopwise.program.facts.row_numbers import index_arrays
from loopwise.program.objects.definitions import Instance
from loopwise.program.objects.modules import Loader
from loopwise.program.objects.tensors import Tensor
from loopwise.program.objects.values import Value, constant
from loopwise.program.source.sources import Site

_ROLES = ("train", "test", "validation")
_WORDS = {
    "test": r"(?<![a-z])[xy]?(tests?|tst|te)(?![a-z])|테스트|시험",
    "validation": r"(?<![a-z])[xy]?(val|vals|valid|validation|va|dev|cv|holdout|tune)(?![a-z])|검증",
    "train": r"(?<![a-z])[xy]?(train|training|tr|trn|fit)(?![a-z])|학습|훈련",
}


class Step(NamedTuple):
    """One step back towards the origin.

    kind: of the operation, or "part", "joined", "loader", "data set", "method".
    value: the tensor, loader or data set met there.  part: which part of a split it is.
    """

    kind: str
    value: Value
    part: Hashable = None


class Rows(NamedTuple):
    """Some rows of data. `origin`: what they were before any split; `parts`: the splits they went through."""

    origin: Hashable
    parts: tuple[Hashable, ...] = ()

    def holds(self, other: Rows) -> bool:
        """Tell whether these surely hold all of the others."""
        return self.origin == other.origin and other.parts[: len(self.parts)] == self.parts

    def meets(self, other: Rows) -> bool:
        """Tell whether some rows are surely in both."""
        return self.holds(other) or other.holds(self)


class Lineage(NamedTuple):
    """One path from a value back to an origin. `steps`: nearest to the value first."""

    origin: Hashable
    steps: tuple[Step, ...]

    @property
    def rows(self) -> Rows:
        """Which rows of the origin the value holds."""
        return Rows(self.origin, tuple(step.part for step in reversed(self.steps) if step.kind == "part"))

    @property
    def names(self) -> list[str]:
        """The names the program gives to the values on the path, nearest first."""
        return [name for step in self.steps for name in (_name_of(step), *_names_of_index(step)) if name]

    @property
    def role(self) -> str:
        """ "test", "validation" or "train" if a name or a data set's own setting says so, else ""."""
        if isinstance(self.origin, tuple) and len(self.origin) == 2 and self.origin[1] in _ROLES:
            official = str(self.origin[1])
        else:
            official = ""
        named = next((role for name in self.names if (role := role_in(name))), "")
        return named or official


def role_in(name: str) -> str:
    """Return the role a name says: "X_test", "Xte" -> "test"; "" for none, or for several."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
    found = [role for role, word in _WORDS.items() if re.search(word, words)]
    return found[0] if len(found) == 1 else ""


def are_one_data_set(one: Hashable, other: Hashable) -> bool:
    """Tell whether two origins are one, or the official halves of one data set."""
    pairs = [origin[0] for origin in (one, other) if isinstance(origin, tuple) and len(origin) == 2]
    return one == other or (len(pairs) == 2 and pairs[0] == pairs[1])


def _name_of(step: Step) -> str:
    value, part = step.value, None
    if step.kind == "part" and isinstance(step.part, tuple) and step.part[0] == "official":
        return str(step.part[1])
    if step.kind == "part" and isinstance(step.part, tuple) and isinstance(step.part[-1], int):
        part = step.part[-1]
    site = _site_of(value)
    if site is None:
        return ""
    if isinstance(value, Tensor) and value.op.kind == "split_rows":
        return _split_name(value)
    return assigned_name(site, part)


def _names_of_index(step: Step) -> Iterator[str]:
    """Yield the names of the row numbers that a part is taken by: `te` of `X[te]`."""
    op = step.value.op if step.kind == "part" and isinstance(step.value, Tensor) else None
    key = op.arguments.get(1) if op is not None and op.is_("getitem") and op.arguments is not None else None
    if isinstance(key, Tensor):
        for one in index_arrays(key):
            yield _split_name(one) if one.op.is_("split_rows") else assigned_name(one.op.site)


def _site_of(value: Value) -> Site | None:
    if isinstance(value, Tensor):
        return value.op.site
    return value.site if isinstance(value, (Loader, Instance)) else None


def _split_name(tensor: Tensor) -> str:
    """Return the name of one of the arrays that `train_test_split` is unpacked into."""
    at = constant(tensor.op.arguments.named.get("at")) if tensor.op.arguments is not None else None
    return assigned_name(tensor.op.site, at) if isinstance(at, int) else ""
