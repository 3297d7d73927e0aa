"""Where a model's answers are judged without learning from them: on which rows, in which mode.

for judgement in program.judgements(): judgement.lineages, judgement.ask.mode
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from loopwise.program.facts.lineage import Lineage
from loopwise.program.facts.modes import layers_with_modes
from loopwise.program.facts.origins import Makers, lineages_of
from loopwise.program.flow.events import NEVER, Event, Events, Frame, LoopRun
from loopwise.program.flow.training_loops import LEARNING
from loopwise.program.mending.blocks import (
    frame_of,
    is_bound_later,
    line_before,
    line_behind,
    name_in,
    value_name,
    wrapped,
)
from loopwise.program.mending.repairs import statement_of
from loopwise.program.objects.estimators import is_scaled
from loopwise.program.objects.modules import Layer, Loader, modules_in
from loopwise.program.objects.ops import Op
from loopwise.program.objects.tensors import Tensor
from loopwise.program.objects.torch_table import words
from loopwise.program.objects.truths import truth
from loopwise.program.objects.values import Unknown, Value
from loopwise.records import Repair

if TYPE_CHECKING:
    from loopwise.program.source.sources import Source
    from loopwise.records import Place

_FAR = 200
_BY_NUMPY = words(
    "numpy.concatenate numpy.hstack numpy.vstack numpy.stack numpy.array"
)  # answers put together
_THROUGH = words("softmax log_softmax sigmoid round exp cat stack mul add div values_of_max values_of_topk")


class Judgement(NamedTuple):
    """One asking of a model whose answer is held against targets and is not learnt from.

    ask: the event.  lineages: where its data comes from.
    run: the innermost loop around it in which nothing is learnt, None where all data is asked at once.
    events, at: everything that happens, in order, and where in it this stands.
    around: the loops around it in which something is learnt.
    """

    ask: Event
    lineages: tuple[Lineage, ...]
    run: LoopRun | None
    events: Events
    at: int
    around: tuple[LoopRun, ...]

    @property
    def before(self) -> Iterator[Event]:
        """What happened before it, latest first."""
        return (self.events[i] for i in range(self.at - 1, -1, -1))

    @property
    def after(self) -> Iterator[Event]:
        """What happens later in the loops around it."""
        for event in self.events[self.at + 1 :]:
            if self.around and event.loops[: len(self.around)] == self.around:
                yield event

    @property
    def model(self) -> Value:
        """The model asked."""
        assert self.ask.target is not None
        return self.ask.target

    @property
    def place(self) -> Place:
        """Where the loop stands, or the asking if there is none."""
        return self.run.site.place if self.run is not None else self.ask.place

    @property
    def is_called(self) -> bool:
        """Whether the program itself comes here: of a function that nobody calls the caller's mode is not known."""
        return not any(frame.is_read_alone for frame in self.ask.frames)

    @property
    def is_trained(self) -> bool:
        """Whether the model was trained, or its weights loaded, before."""
        learnt = any(event.is_("step") and event.concerns(self.model) is not False for event in self.before)
        return learnt or any(event.is_("load") and event.target is self.model for event in self.before)

    @property
    def names_eval(self) -> bool:
        """Whether `model.eval` was named and not called, which another fault tells."""
        named = (event for event in self.before if event.is_("uncalled") and event.attribute == "eval")
        return any(event.target is self.model for event in named)

    @property
    def noisy(self) -> list[str]:
        """The layers that make this judgement depend on chance or on the batch: dropout, batch norm."""
        if self.ask.mode is not True or self._asked_for_training:
            return []
        return layers_with_modes(self.model, self.ask.tensor)

    @property
    def keeps_graph(self) -> bool:
        """Whether autograd surely records every answer of a loop, and nobody needs it."""
        learning = any(event.is_("differentiate") for event in (*self.before, *self.after))
        return self._goes_over_data and self.ask.gradients_on is True and not learning

    @property
    def _goes_over_data(self) -> bool:
        return self.run is not None and isinstance(self.run.over, (Loader, Unknown))

    @property
    def _asked_for_training(self) -> bool:
        """Whether `train()` was called since the last step: training mode is meant, as Monte Carlo dropout does.

        Not where the same line was said for learning: at the top of `for phase in ("train", "val")`.
        """
        before = iter(self.before)
        last = next((event for event in before if event.is_(*LEARNING) or self._sets_mode(event)), NEVER)
        if not last.is_("mode") or (last.value is not None and truth(last.value) is False):
            return False
        next((event for event in before if event.is_(*LEARNING)), None)
        taught = next(filter(self._sets_mode, before), NEVER)
        same = taught.site is not None and last.site is not None and taught.site.node is last.site.node
        return not same or self.run is None

    def _sets_mode(self, event: Event) -> bool:
        return event.is_("mode") and self._is_about_model(event)

    def _is_about_model(self, event: Event) -> bool:
        return event.target is not None and any(part is self.model for part in modules_in(event.target))

    def goes_on_from(self, other: Judgement) -> bool:
        """Whether both stand in one block, and what `eval()` before the other one says holds here too."""
        if self.model is not other.model or self.run is not None or other.run is not None:
            return False
        (source, statement, _), (others, earlier, _) = self._standpoint(), other._standpoint()
        if source is not others or source.parent(statement) is not source.parent(earlier):
            return False
        between = self.events[other.at + 1 : self.at]
        return not any(event.is_(*LEARNING) or self._sets_mode(event) for event in between)

    def in_eval_mode(self, last: Judgement) -> Repair | None:
        """Return the edit that puts `model.eval()` in front, and `model.train()` behind the last if training goes on.

        last: the last of the askings that one line in front of this one mends.
        """
        source, statement, frame = self._standpoint()
        name = value_name(frame, self.model)
        first = line_before(source, statement, f"{name}.eval()") if name else None
        if first is None:
            return None
        goes_on = any(event.is_("step") for event in self.after)
        returns = any(map(self._sets_mode, self.after))
        if not goes_on or returns:
            return Repair(safe=True, edits=(first,))
        behind = line_behind(source, last._standpoint()[1], f"{name}.train()")
        return Repair(safe=True, edits=(first, behind)) if behind else None

    def without_gradients(self) -> Repair | None:
        """Return the edit that puts the loop under `torch.no_grad()`."""
        if self.run is None:
            return None
        torch = name_in(frame_of(self.ask, self.run), "torch")
        site = self.run.site
        if not torch or is_bound_later(site.source, site.node, torch):
            return None
        edits = wrapped(site.source, site.node, f"with {torch}.no_grad():")
        return Repair(safe=True, edits=edits) if edits else None

    def _standpoint(self) -> tuple[Source, ast.AST, Frame]:
        """Return the statement in front of which the mode is to change, and the call it stands in."""
        if self.run is not None:
            site, frame = self.run.site, frame_of(self.ask, self.run)
        else:
            assert self.ask.site is not None
            site, frame = self.ask.site, self.ask.frames[-1]
        return site.source, statement_of(site.source, site.node) or site.node, frame


def judgements_in(events: Events, makers: Makers, is_learnt: Callable[[Op], bool]) -> Iterator[Judgement]:
    """Yield the askings, in order; the second round of a loop brings none, but what is used behind a loop is its."""
    later = {event.site.node: event for event in events.of("forward") if event.again and event.site}
    learning = {run for event in events.of(*LEARNING) for run in event.loops}
    for i, event in enumerate(events):
        if event.kind != "forward" or event.again or event.target is None:
            continue
        second = later.get(event.site.node) if event.site is not None else None
        answers = [
            *event.answers,
            *(second.answers if second is not None and second.target is event.target else ()),
        ]
        judged = next((answer for answer in answers if is_judged(makers, answer)), None)
        if judged is None or any(is_learnt(answer.op) for answer in answers):
            continue
        quiet = [run for run in event.loops if run not in learning]
        loops = [run for run in quiet if isinstance(run.over, (Loader, Unknown))] or quiet
        over = loops[-1] if loops else None
        around = tuple(run for run in event.loops if run in learning)
        if over is None and around and _is_of_the_round(events, event, around, is_learnt):
            continue
        yield Judgement(event, tuple(data_behind(makers, judged)), over, events, i, around)


def together_in(judgements: Iterable[Judgement]) -> Iterator[tuple[Judgement, Judgement]]:
    """Return the first and the last of askings that go on from each other: the loss, and the accuracy below it."""
    together: list[list[Judgement]] = []
    for judgement in judgements:
        if together and judgement.goes_on_from(together[-1][-1]):
            together[-1].append(judgement)
        else:
            together.append([judgement])
    return ((one[0], one[-1]) for one in together)


def _is_of_the_round(
    events: Events, event: Event, around: tuple[LoopRun, ...], is_learnt: Callable[[Op], bool]
) -> bool:
    """Whether a model is asked once more about the batch it learns from in this round: a figure of the training."""
    if around[-1].length is not None or around[-1].stop is not None:  # a loop of epochs has no batch
        return False
    learnt = [
        other
        for other in events.of("forward")
        if other is not event
        and other.loops[: len(around)] == around
        and any(is_learnt(answer.op) for answer in other.answers)
    ]
    own = any(other.target is event.target for other in learnt)
    return own and _given(event) <= set().union(*map(_given, learnt))


def _given(event: Event) -> set[int]:
    """Return the identities of what a model is asked about, seen through other models and changes of layout."""
    waiting, given = [answer.op for answer in event.answers], set[int]()
    seen = set(waiting)
    for op in waiting:
        for value in op.inputs:
            if not isinstance(value, Tensor) or not _leads_on(value.op):
                given.add(id(value))
            elif value.op not in seen and len(seen) <= _FAR:
                seen.add(value.op)
                waiting.append(value.op)
    return given


def _leads_on(op: Op) -> bool:
    return bool(op.asked) or op.role == "join" or (op.role == "layout" and op.kind != "getitem")


def is_judged(makers: Makers, answer: Tensor) -> bool:
    """Tell whether an answer is held against data: by a loss, a comparison, a difference, a metric."""
    waiting, seen = [answer], {answer.op}
    for tensor in waiting:
        for op in tensor.uses:
            if op in seen or len(seen) > _FAR:
                continue
            seen.add(op)
            if _judges(makers, op):
                return True
            through = (
                op.role in ("layout", "join", "choose", "compare")
                or op.kind in _THROUGH
                or op.callee in _BY_NUMPY
                or is_scaled(op)
            )
            if through or _is_asked_of_another(op, answer):
                waiting.append(op.out)
    return False


def _is_asked_of_another(op: Op, answer: Tensor) -> bool:
    """Whether another model works on the answer: a classifier on what an encoder gives."""
    return bool(op.asked) and not any(one is model for one in op.asked for model in answer.models)


def _judges(makers: Makers, op: Op) -> bool:
    if op.role == "loss":
        return True
    if op.role == "opaque":
        made_by = op.layer.made_by if isinstance(op.layer, Unknown) else ""
        call = makers.get(id(op.out))
        return any(path.startswith(_METRICS) for path in (made_by, call.path if call else ""))
    return (op.role == "compare" or op.kind == "sub") and any(not t.is_answer for t in op.tensors)


_METRICS = ("sklearn.metrics", "torchmetrics", "torcheval", "evaluate.")


def data_behind(makers: Makers, answer: Tensor) -> list[Lineage]:
    """Return the lineages of the data that went into an answer, a loss, a metric. Asked when all is read."""
    if answer.op not in makers.behind:
        makers.behind[answer.op] = list(_data_behind(makers, answer))
    return makers.behind[answer.op]


def _data_behind(makers: Makers, answer: Tensor) -> Iterator[Lineage]:
    waiting, seen = [answer.op], {answer.op}
    for op in waiting:
        own = isinstance(op.layer, Layer) or op.role in ("loss", "compare", "choose")
        found = [] if own else lineages_of(makers, op.out)
        if found and not any(
            isinstance(lineage.origin, Op) and lineage.origin.out.is_answer for lineage in found
        ):
            yield from found
            continue  # what code not seen makes of an answer is not where data begins
        for tensor in op.tensors:
            if tensor.op not in seen and len(seen) < _FAR:
                seen.add(tensor.op)
                waiting.append(tensor.op)
