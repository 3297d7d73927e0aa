"""What a person wrote, as it should be found in every format."""

from __future__ import annotations

import re

from loopwise.reports.blocks import Listing, Maths, every, plain_text, runs
from loopwise.reports.document import Pairs, blocks_of_line

_NO_WORDS = re.compile(r"[\s\u200b\u200c\ufeff•◦▪]+")


def bare(text):
    """Return a text without blanks and bullets: where a line ends is the page's business."""
    return _NO_WORDS.sub("", text)


def sentences(document):
    """Yield every label, name, sentence, caption and listing of a document; formulas are no sentences."""
    for line in document.lines:
        if isinstance(line, Pairs):
            yield from (part for pair in line.pairs for part in pair)
            continue
        yield line.label
        yield from (name for name, _ in getattr(line, "members", ()))
        for block in every(blocks_of_line(line)):
            for run in runs(block):
                yield from _pieces(run)
            if isinstance(block, Listing):
                yield block.text
            yield getattr(block, "caption", "")


def _pieces(run):
    """Yield the sentences of a run, cut at its formulas."""
    part = []
    for inline in (*run, Maths("")):
        if isinstance(inline, Maths):
            yield from re.split(r"(?<=[.?!]) ", plain_text(tuple(part)))
            part = []
        else:
            part.append(inline)
