"""The card of a data set: where it comes from, who may use it, how large it is."""

from __future__ import annotations

from dataclasses import dataclass

from loopwise.text import Text


@dataclass(frozen=True, slots=True)
class Card:
    """What a data set's file says about it.

    says: what is predicted from what, in a sentence. columns: features, the target not counted.
    checksum: SHA-256 of the loaded values (`Data.checksum`), whatever file they came in.
    usual: whether a person who has chosen none of its recipe's sets is shown this one.
    """

    title: Text
    says: Text
    recipe: str
    origin: str
    licence: str
    citation: str
    rows: int
    columns: int
    checksum: str
    usual: bool = False
