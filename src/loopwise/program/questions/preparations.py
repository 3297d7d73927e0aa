"""Whether the rows a model is judged on were prepared as those it learnt from: scaled, divided, normalised.

for difference in program.preparations_differ(): difference.place, difference.learnt, difference.judged
"""

from __future__ import annotations

import ast
from collections.abc import Hashable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from loopwise.program.facts.lineage import Lineage, are_one_data_set
from loopwise.program.facts.origins import Makers
from loopwise.program.flow.judgements import Judgement, data_behind
from loopwise.program.objects.definitions import Instance
from loopwise.program.objects.modules import Loader
from loopwise.program.objects.ops import Op
from loopwise.program.objects.pictures import transforms_of
from loopwise.program.objects.tensors import Tensor
from loopwise.program.objects.values import Items, Unknown, Value, constant
from loopwise.program.questions.fits import Fit, learner_of
from loopwise.program.questions.scalings import divisor
from loopwise.program.questions.statistics import summary_of
from loopwise.records import Edit, Repair

if TYPE_CHECKING:
    from loopwise.program.flow.events import Event
    from loopwise.program.source.sources import Site
    from loopwise.records import Place

_PLAIN = "* 1"  # not scaled, in signs like the rest: it stands in sentences of both languages
_ENDS = ("min", "max")
_USUAL = {"-": "mean", "/": "std"}
_MOVES = ("tensor_dataset", "subset", "getitem", "item")
_COPIES = ("numpy.array", "numpy.asarray", "numpy.ascontiguousarray")


class Difference(NamedTuple):
    """What was done to the rows learnt from and to those judged, in a few words. site: of the latter.

    own: the number of their own that the judged rows are scaled by; "" where that is not what differs.
    """

    site: Site
    learnt: str
    judged: str
    repair: Repair | None = None
    own: str = ""

    @property
    def place(self) -> Place:
        """Where the judged rows are prepared."""
        return self.site.place


def refitted_in(
    fits: list[Fit], asked: list[Event], judgements: list[Judgement], makers: Makers
) -> Iterator[Difference]:
    """Yield the transformers that are fitted anew on the rows that are judged."""
    learnt = [lineage for event in asked for lineage in _lineages_behind(event, makers)] if fits else []
    judged = [lineage for judgement in judgements for lineage in judgement.lineages] if fits else []
    for fit in fits:
        first = next(
            (one for one in fits if one.learner == fit.learner and _is_on(one, learnt, makers)), None
        )
        if first is None or first is fit or _is_on(fit, learnt, makers) or not _is_on(fit, judged, makers):
            continue
        meets = any(rows.meets(lineage.rows) for rows in fit.rows for lineage in learnt)
        if len(fit.rows) == 1 and not meets:
            again = fit.call.receiver is first.call.receiver
            yield Difference(
                fit.call.site, fit.learner, fit.learner, _only_transformed(fit) if again else None
            )


def unlike_in(asked: list[Event], judgements: list[Judgement], makers: Makers) -> Iterator[Difference]:
    """Yield where rows are judged that were divided or normalised by other numbers than those learnt from."""
    seen: set[ast.AST] = set()
    for judgement in judgements:
        learnt = learnt_by_the_judged(asked, judgement, makers)
        for one in judgement.lineages:
            for two in learnt:
                alike = are_one_data_set(one.origin, two.origin) or _are_made_alike(one.origin, two.origin)
                found = _unlike(two, one, judgement, makers) if alike else None
                if found is not None and found.site.node not in seen:
                    seen.add(found.site.node)
                    yield found


def _are_made_alike(one: Hashable, other: Hashable) -> bool:
    """Whether one function of the program, called twice, makes both: `make(1200, seed=0)`, `make(300, seed=1)`."""
    return isinstance(one, Op) and isinstance(other, Op) and one.site.node is other.site.node


def learnt_by_the_judged(asked: list[Event], judgement: Judgement, makers: Makers) -> list[Lineage]:
    """Return where the data comes from that the judged model has learnt from."""
    return [
        lineage
        for event in asked
        if event.target is judgement.model
        for lineage in _lineages_behind(event, makers)
    ]


def _lineages_behind(event: Event, makers: Makers) -> Iterator[Lineage]:
    """Yield where the data comes from that a model is asked with."""
    return (lineage for answer in event.answers for lineage in data_behind(makers, answer))


def _is_on(fit: Fit, lineages: list[Lineage], makers: Makers) -> bool:
    """Whether what a fit gave, or its transformer afterwards, stands on one of the ways."""
    return any(makers.get(id(step.value)) is fit.call for lineage in lineages for step in lineage.steps)


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


class _Work(NamedTuple):
    """What was done to rows. numbers: fixed ones they were divided by; scalings: what they were scaled with.

    rest: what else changed them.
    """

    numbers: tuple[float, ...]
    scalings: tuple[str, ...]
    rest: tuple[str, ...]

    @property
    def words(self) -> str:
        return ", ".join((*(f"/ {number:g}" for number in self.numbers), *self.scalings)) or _PLAIN


def _unlike(learnt: Lineage, judged: Lineage, judgement: Judgement, makers: Makers) -> Difference | None:
    one, two = _work(learnt, makers), _work(judged, makers)
    if one is not None and two is not None and _differ(one, two):
        site = _own_site(judged, learnt, judgement) or _loader_site(judged) or judgement.ask.site
        return Difference(site, one.words, two.words) if site is not None else None
    first, second = _pictures(learnt), _pictures(judged)
    if first is None or second is None:
        return None
    means, others = _normalised(first), _normalised(second)
    call = makers.get(id(second))
    if means is None or others is None or means == others or call is None:
        return None
    return Difference(call.site, means or _PLAIN, others or _PLAIN)


def _differ(one: _Work, two: _Work) -> bool:
    """Whether only one was scaled, or the two in other ways, all else being alike; training rows may be augmented."""
    if one.rest != two.rest:
        return False
    if bool(one.scalings) != bool(two.scalings):
        return True
    if {_by_ends(one), _by_ends(two)} == {True, False} or _by_other_learners(one, two):
        return True
    return not one.scalings and one.numbers != two.numbers and not (one.numbers and two.numbers)


def _work(lineage: Lineage, makers: Makers) -> _Work | None:
    """Return what was done on a way; None where that is not seen."""
    numbers: list[float] = []
    scalings: list[str] = []
    rest: list[str] = []
    for op in _ops_of(lineage, makers):
        if isinstance(op, str):
            scalings.append(op)
        elif op is None:
            return None
        elif (number := divisor(op)) is not None:
            numbers.append(number)
        elif op.role in ("change", "opaque") and not (op.is_(*_MOVES) or op.callee in _COPIES):
            by_hand = _scales_by_hand(op)
            (scalings if by_hand else rest).append(by_hand or op.callee or op.kind)
    return _Work(tuple(sorted(numbers)), tuple(dict.fromkeys(reversed(scalings))), tuple(sorted(rest)))


def _ops_of(lineage: Lineage, makers: Makers) -> Iterator[Op | str | None]:
    """Yield the operations on a way, and the scalers of scikit-learn by name; None for what is not seen."""
    loader = next((step.value for step in lineage.steps if isinstance(step.value, Loader)), None)
    for step in lineage.steps:
        value = step.value
        if isinstance(value, Tensor):
            learner = learner_of(value.op.layer) if value.op.role == "opaque" else ""
            yield learner or value.op
        elif isinstance(value, Instance):
            yield from _in_sample(loader)
        elif step.kind not in ("loader", "part", "list"):
            call = makers.get(id(value))
            yield (learner_of(call.receiver) if call is not None else "") or None


def _in_sample(loader: Loader | None) -> Iterator[Op | None]:
    """Yield what the program's own data set does to a sample on its way out of what it stores."""
    sample = loader.sample if loader is not None else None
    value = sample.items[0] if isinstance(sample, Items) and sample.items else None
    while isinstance(value, Tensor) and not (value.op.is_("getitem") and value.op.inputs):
        op = value.op
        if op.role in ("join", "opaque") or not op.inputs:
            break
        yield op
        value = op.inputs[0]
    if not isinstance(value, Tensor) or not value.op.is_("getitem"):
        yield None


def _scales_by_hand(op: Op) -> str:
    """Return "- mean" for `x - mean`, "/ max" for `x / x.max(0)`, by fixed numbers or a summary; "" for all else."""
    if not op.is_("sub", "div") or len(op.inputs) != 2 or not isinstance(op.inputs[0], Tensor):
        return ""
    by = op.inputs[1]
    fixed = isinstance(constant(by), (int, float)) or (isinstance(by, Tensor) and by.op.is_("tensor"))
    summary, sign = summary_of(op), "-" if op.is_("sub") else "/"
    if summary is None:
        number = constant(by)
        return (f"{sign} {_USUAL[sign]}" if number is None else f"{sign} {number:g}") if fixed else ""
    name = summary.callee.removeprefix("numpy.") or summary.kind.removeprefix("values_of_")
    return f"{sign} {name.removeprefix('a') if name.endswith(_ENDS) else name}"


def _by_ends(work: _Work) -> bool | None:
    """Whether rows were scaled by hand by their smallest or largest only, or by others only; None for a mixture."""
    by_ends = {word.endswith(_ENDS) for word in work.scalings if word[0] in _USUAL}
    return by_ends.pop() if len(by_ends) == 1 and all(word[0] in _USUAL for word in work.scalings) else None


def _by_other_learners(one: _Work, two: _Work) -> bool:
    """Whether both were scaled by objects of scikit-learn, and by none of one class."""
    first, second = ({word for word in work.scalings if word[0] not in _USUAL} for work in (one, two))
    return bool(first) and bool(second) and first.isdisjoint(second)


def _loader_site(lineage: Lineage) -> Site | None:
    return next((step.value.site for step in lineage.steps if isinstance(step.value, Loader)), None)


def _own_site(judged: Lineage, learnt: Lineage, judgement: Judgement) -> Site | None:
    """Return where the judged rows, just after the split, are next worked on."""
    sets = [step.value.site for step in judged.steps if isinstance(step.value, Instance)]
    if sets:
        return sets[0]
    shared = {id(step.value) for step in learnt.steps}
    own = [step.value for step in judged.steps if id(step.value) not in shared]
    ops = [value.op for value in own if isinstance(value, Tensor)]
    if judged.origin != learnt.origin:  # one function made both: what they share is a text, not a value
        texts = {step.value.op.site.node for step in learnt.steps if isinstance(step.value, Tensor)}
        ops = [op for op in ops if op.site.node not in texts] or ops
    worked = [op for op in ops if not op.is_("split_rows", "item", "batch")]
    made = [op for op in worked if not op.is_("getitem")] or worked  # `X[test]` splits as well
    if made and judgement.ask.frames[: len(made[-1].frames)] == made[-1].frames:
        return made[-1].site  # what scales also asks the model: `predict`
    return site_of_use(made[-1]) if made else None


def site_of_use(op: Op) -> Site:
    """Return where a helper for any data is called; else where the operation stands."""
    before = op.inputs[0] if op.inputs else None
    past = list(before.past()) if isinstance(before, Tensor) else []
    frame = op.frames[-1] if op.frames else None
    held = (
        [value for value in frame.scope.table.values() if isinstance(value, Tensor)]
        if frame is not None
        else []
    )
    called = frame is not None and frame.site is not None and len(op.frames) > 1
    handed = called and any(value.op in past and value.op.frames != op.frames for value in held)
    return frame.site if handed and frame is not None and frame.site is not None else op.site


def _pictures(lineage: Lineage) -> Unknown | None:
    """Return the torchvision data set a way begins with, if nothing but loaders and parts stand on it."""
    sets = [
        step.value for step in lineage.steps if isinstance(step.value, Unknown) and step.kind == "data set"
    ]
    tensors = [
        step for step in lineage.steps if isinstance(step.value, Tensor) and step.value.op.role == "change"
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
