"""What a kind of kept result declares: its record, title and headline, and how old ones become new."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar

from loopwise.text import Text

R = TypeVar("R")
Headline = Mapping[str, int | float | str]  # the two or three numbers a list shows


class Kind(Generic[R]):
    """One kind of result.

    name: as stored and shown in JSON ("fit"); label: as shown to people.
    record: the frozen dataclass that is kept in its JSON form.
    schema: number of that form. Who changes the record raises it and adds a step to `upgrades`.
    upgrades: n -> function from the plain form of schema n to that of n + 1.
    pause: seconds between two writes of a growing result; 0 writes every part at once.
    labels: what the headline's names are called; a name without a label is shown as it is.
    room: characters that its JSON form may take.
    """

    name: str
    label: Text
    record: type[R]
    schema: int = 1
    upgrades: Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]] = {}
    pause: float = 0.0
    labels: Mapping[str, Text] = {}
    room: int = 8 * 2**20  # a 200 x 200 landscape is 1 MB, an epoch of MNIST's pixels 200

    def title(self, record: R) -> str:
        """Name the result in one line, where the person gave no title."""
        raise NotImplementedError

    def headline(self, record: R) -> Headline:
        """Return the numbers a list of results shows, the most telling first."""
        raise NotImplementedError

    def keepable(self, record: R) -> R:
        """Return what of a record is kept; kinds that carry a person's source text leave it out."""
        return record

    def begin(self, title: str) -> R:
        """Return the record of a run that has just begun; kinds that grow override it."""
        raise NotImplementedError(f"{self.name} results do not grow")

    def grow(self, record: R, part: Any) -> R:
        """Return `record` with one more part (a finding, an epoch)."""
        raise NotImplementedError(f"{self.name} results do not grow")
