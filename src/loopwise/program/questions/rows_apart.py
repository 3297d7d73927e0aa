"""Where inputs and labels of one data set are in different orders when they meet: shuffled by draws of their own.

for apart in program.rows_apart(): apart.place, apart.other_place
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from loopwise.program.facts.lineage import Lineage, Step
from loopwise.program.facts.origins import Makers, lineages_of
from loopwise.program.flow.judgements import data_behind
from loopwise.program.objects.ops import Op
from loopwise.program.objects.tensors import Tensor
from loopwise.program.source.sources import Site, called

if TYPE_CHECKING:
    from loopwise.program.evaluator.library_calls import LibraryCall
    from loopwise.program.objects.losses import LossCall
    from loopwise.records import Place

_DRAWS = ("randperm", "permutation")
SHUFFLES = (*_DRAWS, "sample", "sort_values")  # what is called where rows may come into another order
_AS_INDEX = (
    *("getitem", "item", "split", "chunk", "piece", "tolist", "numpy", "to", "long", "tensor", "as_tensor"),
)
_SEEDS = ("manual_seed", "seed", "default_rng", "RandomState", "Generator")
_BESIDE = ("part", "getitem", "tensor_dataset", "split_rows")  # steps whose other tensors are not mixed in


class Apart(NamedTuple):
    """Draws that only one of the two went through. site: of the first; other: of one that the other went through."""

    site: Site
    other: Site | None

    @property
    def place(self) -> Place:
        """Where the rows are shuffled."""
        return self.site.place

    @property
    def other_place(self) -> Place | None:
        """Where the rows they belong to are shuffled, by another draw; None if they are not."""
        return self.other.place if self.other is not None else None

    @property
    def draws(self) -> tuple[str, str]:
        """Both as the program writes them; "" for one that there is not."""
        written = [ast.unparse(one.node) if one is not None else "" for one in (self.site, self.other)]
        return written[0], written[1]


class _Order(NamedTuple):
    """What puts rows into another order, or chooses some. by: the draw itself. site: where it surely reorders all."""

    by: Hashable
    site: Site | None


def rows_apart_in(losses: Iterable[LossCall], makers: Makers, calls: list[LibraryCall]) -> Iterator[Apart]:
    """Yield them, each place once. losses: that something learns through.

    Nothing is told of a program in which some inputs meet the labels they belong to: the others are there to compare.
    """
    found: dict[Place, Apart] = {}
    for loss in losses:
        pairs = [(x, y) for x in data_behind(makers, loss.input) for y in lineages_of(makers, loss.target)]
        for inputs, labels in pairs:
            if inputs.origin != labels.origin:
                continue
            apart = _apart(inputs, labels, makers, calls)
            if apart is None:
                return
            found.setdefault(apart.place, apart)
    yield from found.values()


def _apart(inputs: Lineage, labels: Lineage, makers: Makers, calls: list[LibraryCall]) -> Apart | None:
    if any(_mixes(step, makers) for step in (*inputs.steps, *labels.steps)):
        return None
    of_inputs, of_labels = ({one.by: one.site for one in _orders(lineage)} for lineage in (inputs, labels))
    only_labels = [site for by, site in of_labels.items() if by not in of_inputs]
    only_inputs = [site for by, site in of_inputs.items() if by not in of_labels]
    surely = [site for site in (*only_labels, *only_inputs) if site is not None]
    if not surely or len(surely) < len(only_labels) + len(only_inputs):
        return None
    both = bool(only_labels and only_inputs)
    if both and _may_draw_alike(surely, calls):
        return None
    return Apart(surely[0], surely[-1] if both else None)


def _orders(lineage: Lineage) -> Iterator[_Order]:
    """Yield what decides which rows come, and in which order, nearest first."""
    for step in lineage.steps:
        if step.kind == "part":
            if isinstance(step.part, tuple) and step.part[0] not in ("index", "slice", "item"):
                yield _Order(step.part, None)
        elif isinstance(step.value, Tensor):
            yield from _orders_by(step.value.op)


def _orders_by(op: Op) -> Iterator[_Order]:
    key = op.arguments.get(1) if op.is_("getitem") and op.arguments else None
    if isinstance(key, Tensor):
        draw = _draw(key)
        yield _Order(key, None) if draw is None else _Order(draw, draw.op.site)
    elif op.is_("reordered"):
        all_drawn = called(op.site.node) == "sample" and op.shape == "same"
        yield _Order(op, op.site if all_drawn or called(op.site.node) == "sort_values" else None)
    elif op.is_("flip", "sort", "roll", "index_select"):
        yield _Order(op, None)


def _draw(key: Tensor) -> Tensor | None:
    """Return the draw that row numbers come from, or some of them."""
    while called(key.op.site.node) not in _DRAWS:
        before = key.op.inputs[0] if key.op.is_(*_AS_INDEX) and key.op.inputs else None
        if not isinstance(before, Tensor):
            return None
        key = before
    return key


def _mixes(step: Step, makers: Makers) -> bool:
    """Tell whether rows of several ways meet in one: samples that are mixed, and their labels with them."""
    op = step.value.op if isinstance(step.value, Tensor) and step.kind not in _BESIDE else None
    return op is not None and sum(bool(lineages_of(makers, one)) for one in op.tensors) > 1


def _may_draw_alike(sites: list[Site], calls: list[LibraryCall]) -> bool:
    """Tell whether two may give one order: seeded anew in between, each with a seed of its own, or sorted alike."""
    if any(called(site.node) == "sort_values" for site in sites):
        return True
    named = (word.arg for site in sites if isinstance(site.node, ast.Call) for word in site.node.keywords)
    seeded = Counter(call.path for call in calls if call.name in _SEEDS)
    return "random_state" in named or max(seeded.values(), default=0) > 1
