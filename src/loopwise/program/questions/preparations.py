"""Whether the rows a model is judged on were prepared as those it learnt from: scaled, divided, normalised.

for difference in program.preparations_differ(): difference.place, difference.learnt, difference.judged
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from loopwise.program.facts.origins import Line, Makers, are_one_data_set
from loopwise.program.flow.judgements import Judgement, data_behind
from loopwise.program.objects.pictures import transforms_of
from loopwise.program.objects.tensors import Tensor
from loopwise.program.objects.values import Items, Unknown, Value, constant
from loopwise.program.questions.fits import Fit
from loopwise.program.questions.scalings import divisor
from loopwise.records import Edit, Repair

if TYPE_CHECKING:
    from loopwise.program.flow.events import Event
    from loopwise.program.source.sources import Site
    from loopwise.records import Place

_PLAIN = "as they are"


class Difference(NamedTuple):
    """What was done to the rows learnt from and to those judged, in a few words. site: of the latter."""

    site: Site
    learnt: str
    judged: str
    repair: Repair | None = None

    @property
    def place(self) -> Place:
        """Where the judged rows are prepared."""
        return self.site.place


def refitted_in(
    fits: list[Fit], asked: list[Event], judgements: list[Judgement], makers: Makers
) -> Iterator[Difference]:
    """Yield the transformers that are fitted anew on the rows that are judged."""
    learnt = [line for event in asked for line in _lines(event, makers)]
    judged = [line for judgement in judgements for line in judgement.lines]
    for fit in fits:
        first = next(
            (one for one in fits if one.learner == fit.learner and _is_on(one, learnt, makers)), None
        )
        if first is None or first is fit or _is_on(fit, learnt, makers) or not _is_on(fit, judged, makers):
            continue
        meets = any(rows.meets(line.rows) for rows in fit.rows for line in learnt)
        if len(fit.rows) == 1 and not meets:
            again = fit.call.receiver is first.call.receiver
            yield Difference(
                fit.call.site, fit.learner, fit.learner, _only_transformed(fit) if again else None
            )


def unlike_in(asked: list[Event], judgements: list[Judgement], makers: Makers) -> Iterator[Difference]:
    """Yield where rows are judged that were divided or normalised by other numbers than those learnt from."""
    seen: set[ast.AST] = set()
    for judgement in judgements:
        learnt = [
            line for event in asked if event.target is judgement.model for line in _lines(event, makers)
        ]
        for one in judgement.lines:
            for two in learnt:
                found = (
                    _unlike(two, one, judgement, makers) if are_one_data_set(one.origin, two.origin) else None
                )
                if found is not None and found.site.node not in seen:
                    seen.add(found.site.node)
                    yield found


def _lines(event: Event, makers: Makers) -> Iterator[Line]:
    return (line for answer in event.answers for line in data_behind(makers, answer))


def _is_on(fit: Fit, lines: list[Line], makers: Makers) -> bool:
    """Whether what a fit gave, or its transformer afterwards, stands on one of the ways."""
    return any(makers.get(id(step.value)) is fit.call for line in lines for step in line.steps)


def _only_transformed(fit: Fit) -> Repair | None:
    """Return the edit `fit_transform` -> `transform`, to be asked for."""
    call, source = fit.call.site.node, fit.call.site.source
    function = call.func if isinstance(call, ast.Call) else None
    if not isinstance(function, ast.Attribute) or function.attr != "fit_transform":
        return None
    place = source.place(function)
    line, end = place.end_line or place.line, place.end_column or place.column
    return Repair(
        safe=False, edits=(Edit(source.span(line, end - len(function.attr), line, end), "transform"),)
    )


def _unlike(learnt: Line, judged: Line, judgement: Judgement, makers: Makers) -> Difference | None:
    one, two = _divided(learnt), _divided(judged)
    if (
        one is not None
        and two is not None
        and one[1] == two[1]
        and one[0] != two[0]
        and not (one[0] and two[0])
    ):
        site = _own_site(judged, learnt) or judgement.ask.site
        return Difference(site, _numbers(one[0]), _numbers(two[0])) if site is not None else None
    first, second = _pictures(learnt), _pictures(judged)
    if first is None or second is None:
        return None
    means, others = _normalised(first), _normalised(second)
    call = makers.get(id(second))
    if means is None or others is None or means == others or call is None:
        return None
    return Difference(call.site, means or _PLAIN, others or _PLAIN)


def _divided(line: Line) -> tuple[list[float], list[str]] | None:
    """Return the numbers that rows are divided by, and what else changes them; None where that is not seen."""
    ops = [step.value.op for step in line.steps if isinstance(step.value, Tensor)]
    if any(not isinstance(step.value, Tensor) and step.kind not in ("loader", "part") for step in line.steps):
        return None
    numbers = sorted(number for op in ops if (number := divisor(op)) is not None)
    rest = [op.kind for op in ops if op.role in ("change", "opaque") and divisor(op) is None]
    return numbers, sorted(
        kind for kind in rest if kind not in ("tensor_dataset", "subset", "getitem", "item")
    )


def _own_site(judged: Line, learnt: Line) -> Site | None:
    """Return where the judged rows, just after the split, are next worked on."""
    shared = {id(step.value) for step in learnt.steps}
    own = [step.value for step in judged.steps if id(step.value) not in shared]
    ops = [value.op for value in own if isinstance(value, Tensor)]
    made = [op for op in ops if not op.is_("split_rows", "getitem", "item", "batch")]
    return made[-1].site if made else None


def _numbers(numbers: list[float]) -> str:
    return " ".join(f"/ {number:g}" for number in numbers) or _PLAIN


def _pictures(line: Line) -> Unknown | None:
    """Return the torchvision data set a way begins with, if nothing but loaders and parts stand on it."""
    sets = [step.value for step in line.steps if isinstance(step.value, Unknown) and step.kind == "data set"]
    tensors = [
        step for step in line.steps if isinstance(step.value, Tensor) and step.value.op.role == "change"
    ]
    known = len(sets) == 1 and sets[0].made_by.startswith("torchvision.datasets.") and not tensors
    return sets[0] if known else None


def _normalised(data: Unknown) -> str | None:
    """Return what pictures are normalised with, "" for nothing; None where a step or a number is not known."""
    steps = list(transforms_of(data))
    names = [step.made_by.rpartition(".")[2] for step in steps]
    if "ToTensor" not in names or any(name in ("", "Lambda") for name in names):
        return None
    found = [_words(step) for step, name in zip(steps, names, strict=True) if name == "Normalize"]
    return None if None in found else " ".join(word for word in found if word)


def _words(normalise: Unknown) -> str | None:
    numbers = [_known(value) for value in normalise.inputs[:2]]
    return None if None in numbers else f"Normalize({numbers})"


def _known(value: Value) -> tuple[float, ...] | None:
    given = [constant(item) for item in value.items] if isinstance(value, Items) else [constant(value)]
    return tuple(given) if all(isinstance(number, (int, float)) for number in given) else None
