"""Tables whose columns differ by orders of magnitude, and that a model's first layer gets as they are.

for one in program.unscaled_inputs(): one.place, one.layer, one.columns.ratio
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from loopwise.program.facts.gradients import gradient_flows
from loopwise.program.facts.spreads import Calls, Columns, columns_of
from loopwise.program.objects.ops import Op
from loopwise.program.objects.tensors import Tensor

if TYPE_CHECKING:
    from loopwise.program.source.sources import Site
    from loopwise.records import Place

_ORDERS = 100  # two orders of magnitude between the widest and the narrowest column


class UnscaledInputs(NamedTuple):
    """A table and the layer that gets it. site: where it becomes a tensor, or its columns are put together."""

    site: Site
    layer: Op
    columns: Columns

    @property
    def place(self) -> Place:
        """Where the table is made what the model learns from: scaling belongs in front of it."""
        return self.site.place


def unscaled_in(layers: Iterable[Op], calls: Calls) -> Iterator[UnscaledInputs]:
    """Yield the tables that weighted sums get unscaled, each once. layers: those that are learnt through."""
    seen = set()
    for op in layers:
        columns = columns_of(op.inputs[0], calls) if op.inputs and _is_learnt(op) else None
        if columns is None or columns.site is None or columns.ratio < _ORDERS or columns.site.node in seen:
            continue
        seen.add(columns.site.node)
        yield UnscaledInputs(columns.site, op, columns)


def _is_learnt(op: Op) -> bool:
    """Whether it has weights that learn: a layer's, or a tensor that asks for its gradient."""
    if op.is_("linear") and op.layer is not None:
        return op.frozen is False
    weight = op.inputs[1] if len(op.inputs) > 1 else None
    return isinstance(weight, Tensor) and gradient_flows(weight) is True
