"""Models that an evaluation puts into eval mode, and that are trained further in it.

for lasting in program.lasting_evals(): lasting.place, lasting.train_place, lasting.layers
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from loopwise.program.facts.modes import layers_with_modes
from loopwise.program.flow.events import NEVER, Event, Events
from loopwise.program.mending.blocks import frame_of, line_before, value_name
from loopwise.program.mending.repairs import statement_of
from loopwise.program.objects.modules import modules_in
from loopwise.program.objects.ops import Op
from loopwise.program.objects.truths import truth
from loopwise.program.objects.values import Value
from loopwise.records import Repair

if TYPE_CHECKING:
    from loopwise.records import Place


class LastingEval:
    """One of them. event: the `eval()`; ask: the asking in training that is still under it.

    is_frozen: layers were frozen between them, which then may be meant to stay in eval mode.
    """

    def __init__(self, event: Event, ask: Event, *, is_frozen: bool = False) -> None:
        self.event = event
        self.ask = ask
        self.is_frozen = is_frozen

    @property
    def place(self) -> Place:
        """Where eval mode is set."""
        return self.event.place

    @property
    def train_place(self) -> Place:
        """Where the model is asked in training."""
        return self.ask.place

    @property
    def layers(self) -> list[str]:
        """The layers of the model that work otherwise in training."""
        assert self.ask.target is not None
        return layers_with_modes(self.ask.target, self.ask.tensor)

    def back_to_training(self) -> Repair | None:
        """Return the text edit that puts `model.train()` in front of the training, in each round anew."""
        assert self.ask.site is not None and self.ask.target is not None
        around = [run for run in self.ask.loops if run in self.event.loops]
        within = self.ask.loops[len(around) :]
        run = within[0] if within else around[-1] if around else None
        name = value_name(frame_of(self.ask, run) if run else self.ask.frames[-1], self.ask.target)
        site = run.site if run else self.ask.site
        first = site.node if within else getattr(site.node, "body", [site.node])[0]
        statement = statement_of(site.source, first)
        edit = line_before(site.source, statement, f"{name}.train()") if name and statement else None
        return Repair(safe=False, edits=(edit,)) if edit else None


def lasting_in(events: Events, is_learnt: Callable[[Op], bool]) -> Iterator[LastingEval]:
    """Yield them, each `eval()` once."""
    seen: set[object] = set()
    for at, ask in enumerate(events if events.of("mode") else ()):
        if not ask.is_("forward") or ask.mode is True or not _trains(ask, is_learnt):
            continue
        if not _is_stepped(events[at:], ask):
            continue
        mode = _last_mode(events[:at], ask)
        frozen = any(one.is_("freeze") and one.number > mode.number for one in events[:at])
        lasting = LastingEval(mode, ask, is_frozen=frozen)
        if lasting.event.site in (None, *seen) or not lasting.layers:
            continue
        if _is_for_evaluation(lasting, events[:at], is_learnt):
            seen.add(lasting.event.site)
            yield lasting


def _is_for_evaluation(
    lasting: LastingEval, before: Sequence[Event], is_learnt: Callable[[Op], bool]
) -> bool:
    """Whether the model was trained, then evaluated under this `eval()`: otherwise eval mode may be meant."""
    mode = lasting.event
    asks = [one for one in before if one.is_("forward") and one.target is lasting.ask.target]
    trained = (one for one in asks if one.number < mode.number and one.mode is not False)
    judged = (one for one in asks if one.number > mode.number and not _trains(one, is_learnt))
    return any(_trains(one, is_learnt) for one in trained) and any(
        one.conditions[: len(mode.conditions)] == mode.conditions for one in judged
    )


def _last_mode(before: Sequence[Event], ask: Event) -> Event:
    """Return the `eval()` that still holds; NEVER if something else may have changed the mode since."""
    for event in reversed(before):
        switches = event.is_("mode") or (event.is_("uncalled") and event.attribute == "train")
        if not (switches or event.is_("escape")) or not _is_about(event, ask.target):
            continue
        is_eval = event.is_("mode") and event.value is not None and truth(event.value) is False
        return event if is_eval and not _excludes(event, ask) else NEVER
    return NEVER


def _is_about(event: Event, model: Value | None) -> bool:
    return event.target is not None and any(part is model for part in modules_in(event.target))


def _excludes(event: Event, ask: Event) -> bool:
    """Whether they stand in different arms of one `if`."""
    return any((node, 1 - arm) in ask.conditions for node, arm in event.conditions)


def _trains(ask: Event, is_learnt: Callable[[Op], bool]) -> bool:
    return ask.is_("forward") and any(is_learnt(answer.op) for answer in ask.answers)


def _is_stepped(after: Sequence[Event], ask: Event) -> bool:
    """Whether the next step in its loop is one of the model asked."""
    model = ask.target
    steps = (one for one in after if one.is_("step") and one.loops[-1:] == ask.loops[-1:])
    first = next(steps, None)
    return first is not None and model is not None and first.concerns(model) is True
