"""What a loop keeps from round to round: added to a total, or appended to a list, that was begun outside it."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from loopwise.program.facts.gradients import gradient_flows
from loopwise.program.flow.events import Event, Events, LoopRun
from loopwise.program.objects.ops import Op
from loopwise.program.objects.tensors import Tensor
from loopwise.program.objects.values import Dict, Items

if TYPE_CHECKING:
    from loopwise.program.source.sources import Site
    from loopwise.records import Place, Repair


class Kept:
    """One thing kept. tensor: what is added or appended; out: the total that comes of it, None for a list.

    loops: around it; not one over a few known things, as over the losses by name of a meter.
    may_be_plain: the text keeps a plain number elsewhere, or a whole record, which cannot be detached.
    """

    def __init__(self, tensor: Tensor, out: Op | None, site: Site, loops: tuple[LoopRun, ...]) -> None:
        self.tensor = tensor
        self.out = out
        self.site = site
        self.loops = _without_known(loops)
        self.may_be_plain = False

    @property
    def place(self) -> Place:
        """Where it is kept."""
        return self.site.place

    @property
    def text(self) -> ast.expr | None:
        """The expression of what is kept: of `total += loss` and `losses.append(loss)`, the loss."""
        node = self.site.node
        if isinstance(node, ast.AugAssign):
            return node.value
        if isinstance(node, ast.BinOp):
            return node.right
        return node.args[0] if isinstance(node, ast.Call) and len(node.args) == 1 else None

    def detached(self) -> Repair | None:
        """Return the edit that keeps the number without its graph."""
        from loopwise.program.mending.replacements import with_method

        return None if self.may_be_plain else with_method(self.site, self.text, "detach()")


def _without_known(loops: tuple[LoopRun, ...]) -> tuple[LoopRun, ...]:
    """Leave out the innermost loops each of whose rounds is known."""
    while loops and loops[-1].exact:
        loops = loops[:-1]
    return loops


def kept_in(additions: Iterable[Op], events: Events) -> list[Kept]:
    """Return what is kept, for each place as often as another loop keeps something there: a helper may serve several.

    The second round of a loop shows it: the first round's is still there.
    """
    found = [kept for op in additions if op.again and (kept := _added(op))]
    first: dict[tuple[ast.AST, int], Event] = {}
    for event in events.of("append"):
        if event.site is None or event.value is None:
            continue
        before = first.setdefault((event.site.node, id(event.target)), event)
        if event.again and not before.again:  # the list was there a round before
            found += _of_record(event)
    with_graph, plain = list[Kept](), set[ast.AST]()
    for kept in found:
        if gradient_flows(kept.tensor) is False:
            plain.add(kept.site.node)
        else:
            with_graph.append(kept)
    for kept in with_graph:
        kept.may_be_plain = kept.may_be_plain or kept.site.node in plain
    return list({(kept.site.node, kept.loops[-1:]): kept for kept in with_graph}.values())


def _of_record(event: Event) -> Iterator[Kept]:
    """Yield what one appending keeps: `log.append(loss)`, `log.append({"step": i, "loss": loss})`."""
    value = event.value
    record = (
        value.items if isinstance(value, Items) else value.table.values() if isinstance(value, Dict) else ()
    )
    for part in (value, *record):
        if isinstance(part, Tensor) and event.site is not None:
            kept = Kept(part, None, event.site, event.loops)
            kept.may_be_plain = part is not value
            yield kept


def _added(op: Op) -> Kept | None:
    """`total += loss`, `total = total + loss`: the total's past holds the same addition of an earlier round.

    Of the same round it may stand in another block of the same class: `h += self.time(t)` in a `forward`.
    """
    if len(op.inputs) != 2:
        return None
    total, kept = op.inputs
    if not (isinstance(total, Tensor) and isinstance(kept, Tensor)):
        return None
    before = {twin for twin in op.twins if not twin.again}
    carried = bool(before) and not before.isdisjoint(total.past())
    return Kept(kept, op, op.site, op.loops) if carried else None
