"""Ids for which an embedding has no row: as many words as ids, and the padding's id one above them.

for ids in program.ids_outside(): ids.place, ids.rows, ids.largest
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from loopwise.program.facts.bounds import reach_of
from loopwise.program.facts.sizes import as_size
from loopwise.program.mending.reshaping import with_number
from loopwise.program.objects.modules import Layer
from loopwise.program.objects.numbers import Setting
from loopwise.program.objects.ops import Op

if TYPE_CHECKING:
    import ast

    from loopwise.records import Place, Repair


class StrayIds(NamedTuple):
    """An embedding that surely gets an id it has no row for. rows: how many it has; smallest, largest: of the ids."""

    op: Op
    rows: int
    smallest: int
    largest: int

    @property
    def place(self) -> Place:
        """Where the embedding is made: its length is what does not fit."""
        return self.op.written.place

    @property
    def asked_place(self) -> Place:
        """Where it is asked."""
        return self.op.place

    def lengthened(self) -> Repair | None:
        """Return the edit that gives it a row for every id, to be agreed to; None where none is written."""
        if self.smallest < 0:
            return None
        longer = with_number(self.op.written, self.largest + 1, "num_embeddings")
        return longer._replace(safe=False) if longer is not None else None


def ids_outside(ops: Iterable[Op]) -> Iterator[StrayIds]:
    """Yield the embeddings of torch that get such ids, each once."""
    met: set[ast.AST] = set()
    for op in ops:
        layer = op.layer
        if op.guessed or not isinstance(layer, Layer) or not op.inputs or layer.site.node in met:
            continue
        given = layer.arguments.get(0, "num_embeddings")
        rows, reach = as_size(given), reach_of(op.inputs[0])
        if not isinstance(rows, int) or isinstance(given, Setting) or reach is None:
            continue
        smallest, largest = round(reach[0]), round(reach[1])
        if smallest < 0 or largest >= rows:
            met.add(layer.site.node)
            yield StrayIds(op, rows, smallest, largest)
