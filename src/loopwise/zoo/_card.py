"""What a family of models says about itself."""

from __future__ import annotations

from dataclasses import dataclass

from loopwise.text import Text


@dataclass(frozen=True, slots=True)
class Card:
    """One family. paper: authors, year, where. says: in a sentence. input: the shape of one sample."""

    title: str
    paper: str
    says: Text
    input: tuple[int, ...]
