"""Where a model has learnt from the very rows it is judged on, though the program keeps those apart.

for overlap in program.overlaps(): overlap.place, overlap.judged
"""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Hashable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from loopwise.program.facts.lineage import Lineage, Rows, Step
from loopwise.program.facts.origins import Makers
from loopwise.program.facts.row_numbers import index_arrays
from loopwise.program.flow.judgements import Judgement, data_behind
from loopwise.program.objects.definitions import Instance
from loopwise.program.objects.modules import Loader
from loopwise.program.objects.tensors import Tensor
from loopwise.program.objects.values import Unknown, Value, constant
from loopwise.program.source.sources import Site

if TYPE_CHECKING:
    from loopwise.program.flow.events import Event
    from loopwise.records import Place, Repair

_FEW = 0.2  # of the smaller part
_SPLITS = ("train_test_split", "random_split")


class Overlap(NamedTuple):
    """Rows that are learnt from and judged on. `asked`: the learning; `learnt`, `judged`: the two ways to the rows."""

    asked: Event
    learnt: Lineage
    judged: Lineage
    judgement: Judgement

    @property
    def site(self) -> Site:
        """Where the learnt rows part from the way of the judged ones: a loader, a tensor; or the loop."""
        own = [
            site for step in self.learnt.steps if step not in self.judged.steps and (site := _site_of(step))
        ]
        if own:
            return own[-1]
        loops = [run for run in self.asked.loops if run.over is not None]
        site = loops[-1].site if loops else self.asked.site
        assert site is not None, "a model asked in the program has a place"
        return site

    @property
    def place(self) -> Place:
        """Where that is."""
        return self.site.place

    def kept_apart(self) -> Repair | None:
        """Return the edit that learns from the other part of the split, to be asked for."""
        from loopwise.program.mending.refits import other_part

        split = next((step.part[0] for step in self.judged.steps if _is_dealt(step)), None)  # type: ignore[index]
        return other_part(self.site, split) if isinstance(split, ast.Call) else None


def overlaps_in(
    asked: list[Event], judgements: list[Judgement], makers: Makers, others: Callable[[], set[Rows]]
) -> Iterator[Overlap]:
    """Yield them, each learning once. asked: the askings that are learnt from. others: rows of all that is asked."""
    for event in asked:
        later = [one for one in judgements if one.model is event.target and _comes_before(event, one)]
        answers = event.answers if later else ()
        learnt = [lineage for answer in answers for lineage in data_behind(makers, answer)]
        found = _first(event, learnt, later, others)
        if found is not None:
            yield found


def _first(
    event: Event, learnt: list[Lineage], judgements: list[Judgement], others: Callable[[], set[Rows]]
) -> Overlap | None:
    for judgement in judgements:
        for one in learnt:
            for two in judgement.lineages:
                first = (
                    event.number < judgement.ask.number
                )  # a longer slice may be learnt from once it was judged
                meets = one.rows.holds(two.rows) or (first and _slices_overlap(one.rows, two.rows))
                if meets and _is_apart(two, one, others) and _is_sure(one, two):
                    return Overlap(event, one, two, judgement)
    return None


def _slices_overlap(learnt: Rows, judged: Rows) -> bool:
    """Tell whether both begin with slices of the same rows, `x[:600]` and `x[400:]`, that share many.

    A few rows are shared on purpose: the first window of a test series begins before it.
    """
    pairs = zip(learnt.parts, judged.parts, strict=False)
    apart = next(((one, two) for one, two in pairs if one != two), None)
    ends = [_ends_of(part) for part in apart] if apart and learnt.origin == judged.origin else []
    if len(ends) < 2 or None in ends:
        return False
    (first, last), (begin, end) = (one for one in ends if one is not None)
    shared = min(last, end) - max(first, begin)
    return shared > _FEW * min(last - first, end - begin) > 0


def _ends_of(part: Hashable) -> tuple[float, float] | None:
    """Return where a slice with plain numbers begins and ends; None for others, and for ends counted from behind."""
    if not isinstance(part, tuple) or len(part) != 4 or part[0] != "slice" or part[3] not in ("None", "1"):
        return None
    begin, end = (str(one) for one in part[1:3])
    if not all(one == "None" or one.isdigit() for one in (begin, end)):
        return None
    return (0.0 if begin == "None" else float(begin)), (math.inf if end == "None" else float(end))


def _comes_before(event: Event, judgement: Judgement) -> bool:
    return event.number < judgement.ask.number or any(run in judgement.around for run in event.loops)


def _is_apart(judged: Lineage, learnt: Lineage, others: Callable[[], set[Rows]]) -> bool:
    """Whether the program keeps the judged rows apart: the second part of a split, or by their name or data set."""
    if judged.role == "train" or (learnt.rows == judged.rows and judged.role == ""):
        return False
    second = any(_is_second(step) for step in judged.steps)
    if learnt.rows != judged.rows:
        return second or judged.role in ("test", "validation")
    return judged.role in ("test", "validation") and any(_is_beside(rows, judged.rows) for rows in others())


def _is_beside(rows: Rows, other: Rows) -> bool:
    """Whether rows are the rest of the same data: another part of the split, the other official half."""
    if rows.origin == other.origin:
        return not rows.meets(other)
    return _home(rows.origin) is not None and _home(rows.origin) == _home(other.origin)


def _home(origin: Hashable) -> str | None:
    return (
        origin[0] if isinstance(origin, tuple) and len(origin) == 2 and isinstance(origin[0], str) else None
    )


def _is_dealt(step: Step) -> bool:
    """Whether it is a part of a split by chance: `train_test_split`, `random_split`."""
    node = step.part[0] if isinstance(step.part, tuple) and len(step.part) == 2 else None
    name = ast.unparse(node.func).rpartition(".")[2] if isinstance(node, ast.Call) else ""
    return name in _SPLITS and isinstance(step.part, tuple) and isinstance(step.part[1], int)


def _is_second(step: Step) -> bool:
    """Whether it is the part of a split that is held back; be it of the numbers of the rows."""
    if _is_dealt(step):
        return isinstance(step.part, tuple) and step.part[1] != 0
    key = (
        step.value.op.arguments.get(1) if isinstance(step.value, Tensor) and step.value.op.arguments else None
    )
    rows = list(index_arrays(key)) if step.kind == "part" and isinstance(key, Tensor) else []
    parts = [
        one.op.arguments.named.get("part") for one in rows if one.op.is_("split_rows") and one.op.arguments
    ]
    return bool(parts) and len(parts) == len(rows) and all(constant(part) == 1 for part in parts)


def _is_sure(one: Lineage, two: Lineage) -> bool:
    """Whether nothing on the ways that are not shared may leave out rows unseen."""
    apart = [step for step in one.steps if step not in two.steps]
    apart += [step for step in two.steps if step not in one.steps]
    return not any(_may_choose(step) for step in apart) and not any(map(_samples, (*one.steps, *two.steps)))


def _may_choose(step: Step) -> bool:
    """`df.sample(...)`, a data set of the program's own: which rows it gives is its own affair."""
    return isinstance(step.value, (Instance, Unknown)) and step.kind not in ("part", "joined")


def _samples(step: Step) -> bool:
    """Whether a loader draws its rows by a sampler."""
    names = ("sampler", "batch_sampler")
    return isinstance(step.value, Loader) and any(name in step.value.arguments.named for name in names)


def _site_of(step: Step) -> Site | None:
    value: Value = step.value
    if isinstance(value, Tensor):
        return None if step.kind in ("part", "batch") else value.op.site
    return value.site if isinstance(value, Loader) else None
