"""Questions about the training step: gradients, optimisers, totals and weights that are kept."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from loopwise.program.facts.gradients import gradient_flows, graph_of, keeps_numbers
from loopwise.program.flow.cut_off import CUTTING, CutOff, cut_off_in
from loopwise.program.flow.events import Event, learners
from loopwise.program.flow.held import Holdings, LateChange, Unheld, late_changes_in, unheld_in
from loopwise.program.flow.kept import Kept, kept_in
from loopwise.program.objects.definitions import Instance
from loopwise.program.objects.hidden import Hidden, hidden_in
from loopwise.program.objects.modules import Layer, Optimiser, Parameters, modules_in
from loopwise.program.objects.ops import Op
from loopwise.program.objects.tensors import Tensor
from loopwise.program.objects.values import Unknown, Value
from loopwise.program.questions.core import Core
from loopwise.program.questions.cut_loops import CutLoop, cut_in, single_batches_in
from loopwise.program.questions.dropped import Dropped, dropped_in
from loopwise.program.questions.lasting_eval import LastingEval, lasting_in
from loopwise.program.questions.overwrites import (
    ACTIVATIONS,
    Graphs,
    Overwrite,
    overwrites_in,
    works_in_place,
)
from loopwise.program.questions.penalties import Penalty, penalties_in
from loopwise.program.questions.reuses import Reuse, reuses_in
from loopwise.program.questions.snapshots import (
    LostWeights,
    forgotten_in,
    is_copied_from_another,
    uncopied_in,
    unfit_in,
)
from loopwise.program.questions.totals import SHOWS, Total, unreset_in
from loopwise.program.questions.vectors import VectorBackward, vector_backwards_in

if TYPE_CHECKING:
    from loopwise.program.flow.training_loops import TrainingLoop
    from loopwise.program.questions.accumulations import ClearedBetween
    from loopwise.program.questions.one_armed import Unstepped
    from loopwise.program.questions.rebinds import Lost


class StepQuestions(Core):
    """What rules about the training step ask."""

    def vector_backwards(self) -> list[VectorBackward]:
        """Return the backward passes that start from several numbers, each place once."""
        return vector_backwards_in(self.events)

    def rebinds(self) -> list[Event | Lost]:
        """Return where a leaf is given up for a computed tensor that the next round learns, each place once."""
        if not self._machine.reads_gradients:
            return []
        from loopwise.program.questions.rebinds import lost_in, rebinds_in  # few programs descend by hand

        renamed = rebinds_in(self.events)
        return [*renamed, *lost_in(self.operations("grad"))] if not renamed else list(renamed)

    @cached_property
    def dead_backwards(self) -> list[Event]:
        """The backward passes that surely reach nothing that wants a gradient."""
        first = [(e, e.tensor) for e in self.events.of("backward") if not e.again]
        return [event for event, tensor in first if tensor is not None and gradient_flows(tensor) is False]

    def penalties(self) -> list[Penalty]:
        """Return the hand-written penalties on weights that do not do what L2 does, each place once."""
        return penalties_in(self)

    def overwrites(self) -> list[Overwrite]:
        """Return the changes in place that autograd would refuse, each place once."""
        changes = self.events.of("change")
        activated = [op for op in self.operations(*ACTIVATIONS) if works_in_place(op)]
        return overwrites_in(changes, activated, self._graphs) if changes or activated else []

    def reuses(self, *, retained: bool) -> list[Reuse]:
        """Return the backward passes through a graph that an earlier one has used, each place once.

        retained: whether the earlier one was told to keep it.
        """
        found = [reuse for reuse in self._reuses if reuse.retains is retained]
        return list({reuse.place: reuse for reuse in reversed(found)}.values())

    def kept(self) -> list[Kept]:
        """Return what loops keep from round to round."""
        return kept_in(self.operations("add"), self.events)

    def unreset_totals(self) -> list[Total]:
        """Return the sums of losses or hits that go on over all rounds of a loop, though each round shows them."""
        return list(unreset_in(self.operations(*SHOWS), self.is_learnt_through))

    def dropped(self) -> list[Dropped]:
        """Return the statements that compute a new tensor and throw it away."""
        return list(dropped_in(self.events))

    def lasting_evals(self) -> list[LastingEval]:
        """Return where a model is put into eval mode for an evaluation, and then trained further in it."""
        return list(lasting_in(self.events, self.is_learnt_through))

    @cached_property
    def restores_modes(self) -> bool:
        """Whether modes are put back that were kept before, of whatever model: `model.train(was_training)`."""
        kept = r"\.train\(\s*(mode\s*=\s*)?\w*(was|mode|training|prev|before|old|orig|stat|\bv\b)\w*\s*\)"
        return any(re.search(kept, source.text) for source in self.sources)

    def steps_without_backward(self) -> list[Event]:
        """Return the steps in an arm of an `if` of which only the other arm has a backward, each place once."""
        found: dict[ast.AST, Event] = {}
        for loop in self._loops:
            backwards = loop.events("backward")
            for step in (
                loop.events("step") if backwards and not loop.escapes and not self.learns_otherwise else ()
            ):
                alone = all(step.excludes(backward) for backward in backwards)
                if (
                    alone
                    and step.site is not None
                    and isinstance(step.target, Optimiser)
                    and loop.asked_for(step)
                ):
                    found.setdefault(step.site.node, step)
        return list(found.values())

    def unstepped(self) -> list[Unstepped]:
        """Return the backward passes that a setting keeps from every step of what they fill."""
        chosen = any(step.conditions for step in self.events.of("step"))
        if not chosen or self._machine.reads_gradients or self.learns_otherwise:
            return []
        from loopwise.program.questions.one_armed import unstepped_in  # few programs step under a condition

        return list(unstepped_in(self.events, self._loops, self.sources))

    def cleared_between(self) -> list[ClearedBetween]:
        """Return where gradients that are to add up over several rounds are cleared in each of them."""
        if not any(step.conditions for step in self.events.of("step")):
            return []
        from loopwise.program.questions.accumulations import cleared_between  # few programs do so

        return list(cleared_between(self._loops))

    def steps_every_few(self, loop: TrainingLoop) -> bool:
        """Tell whether gradients are to add up over several rounds of a loop, with one step for them."""
        if not any(step.conditions for step in loop.events("step")):
            return False
        from loopwise.program.questions.accumulations import steps_every_few  # few programs do so

        return steps_every_few(loop)

    def asked_by_name(self) -> list[Event]:
        """Return where a model's `forward` is called by other code than its own, each place once."""
        direct = [e for e in self.events.of("direct") if not e.is_by_itself and e.site is not None]
        models = [e for e in direct if not (isinstance(e.target, Layer) and e.target.is_loss)]
        return list({event.site.node: event for event in models if event.site is not None}.values())

    def late_changes(self) -> list[LateChange]:
        """Return where a module gets new parameters after the optimiser for it was made."""
        held = self._held
        return list(late_changes_in(self.events, self._loops, held)) if held.known else []

    def unheld(self) -> list[Unheld]:
        """Return the layers that learning reaches and that no optimiser was given, for each optimiser stepped."""
        held = self._held
        if not held.known or self.learns_otherwise:
            return []
        changed = [one for change in self.late_changes() for one in held.lacks(change.put.value or Unknown())]
        hidden = [layer for one in self.hidden_layers() for layer in one.layers]
        listed = [part for layer in hidden for part in modules_in(layer)]  # said there, by layers-in-a-list
        loads = [event for event in self.events.of("load") if is_copied_from_another(event)]
        copies = [part for load in loads if load.target is not None for part in modules_in(load.target)]
        elsewhere = [*changed, *listed, *copies, *self._machine.born]
        apart = not self._machine.reads_gradients
        return list(unheld_in(self.events, self._loops, held, elsewhere, copies=apart))

    def cut_off(self) -> list[CutOff]:
        """Return where layers that an optimiser holds are cut off from every backward."""
        silent = [] if self.events.of("load") else [op for op in self._learnt_through if _is_silent(op)]
        if self.learns_otherwise or not (silent or self.operations(*CUTTING)):
            return []
        return list(cut_off_in(self.events, self._loops, sorted(silent, key=lambda op: op.number)))

    def cut_loops(self) -> list[CutLoop]:
        """Return the loops that learn or judge and never get beyond their first batch or round."""
        judging = {judgement.run for judgement in self.judgements()}
        return [*cut_in(self._machine.runs, self.events, judging), *single_batches_in(self._loops)]

    def lost_weights(self) -> list[LostWeights]:
        """Return where kept weights are no copy, or fit nothing in the model that they are put into."""
        if not self.events.of("state", "load"):
            return []
        saves = self.calls("torch.save")
        unfit = unfit_in(self.events, saves, self._machine.makers)
        forgotten = forgotten_in(self.events, self.judgements(), self.sources)
        return [*uncopied_in(self.events, self._machine.events, saves), *unfit, *forgotten]

    def hidden_layers(self) -> list[Hidden]:
        """Return the lists of layers in which `parameters()` does not find them."""
        return self._hidden

    def used_by(self, kept: Kept) -> Event | None:
        """Return the backward in the loop of what is kept that uses the same graph."""
        if not gradient_flows(kept.tensor):
            return None
        graph = graph_of(kept.tensor).keys()
        inside = [e for e in self.events.of("backward") if kept.loops[-1:] == e.loops[-1:] and e.tensor]
        return next(
            (event for event in inside if event.tensor and graph & graph_of(event.tensor).keys()), None
        )

    def used_by_nobody(self, kept: Kept) -> bool:
        """Tell whether a loop that only judges keeps its loss with a graph that no backward will ever use."""
        judging = {judgement.run for judgement in self.judgements() if judgement.keeps_graph}
        last = kept.tensor.last
        score = last.role == "loss" or last.is_("mean", "sum", "add", "mul", "div")
        if not score or not kept.loops or kept.loops[-1] not in judging:
            return False
        return gradient_flows(kept.tensor) is True and not self.is_learnt_through(kept.tensor.op)

    def is_learnt_from(self, kept: Kept) -> bool:
        """Tell whether a backward goes through what is kept: a loss summed up first."""
        through = {kept.tensor.op} if kept.out is None else {kept.out}
        elsewhere = [e for e in self.events.of("backward") if e.tensor is not None]
        if kept.out is None:
            elsewhere = [event for event in elsewhere if kept.loops[-1] not in event.loops]
        return any(not through.isdisjoint(e.tensor.past()) for e in elsewhere if e.tensor is not None)

    def may_optimise(self, layers: list[Value]) -> bool:
        """Tell whether an optimiser may have been given layers, or parameters that are not known."""
        held = [learners(optimiser) for optimiser in self.optimisers()]
        own = {id(part) for layer in layers for part in modules_in(layer)}
        direct = {id(thing) for optimiser in self.optimisers() for thing in optimiser.holds or ()}
        return None in held or not own.isdisjoint(direct)

    @property
    def freezes_sometimes(self) -> bool:
        """Whether something is frozen under a condition."""
        return any(event.conditions for event in self.events.of("freeze"))

    def frozen_before(self, backward: Event) -> Event | None:
        """Return the last freezing of something that a backward depends on."""
        layers = {id(op.layer) for op in backward.tensor.past() if op.frozen} if backward.tensor else set()
        frozen = [e for e in self.events.of("freeze") if e.number < backward.number and e.target is not None]
        over = [e for e in frozen if isinstance(e.target, Parameters) and _reaches(e.target, layers)]
        puts = [e for e in self.events.of("put") if over and e.number < over[-1].number]
        return over[-1].seen_beside(puts[-1]) if puts else over[-1] if over else None

    def first_unasked(self, backward: Event) -> Op | None:
        """Return the tensor that a backward was to give a gradient: its `.grad` is read, or it is optimised."""
        held = {thing for optimiser in self.optimisers() for thing in optimiser.holds or ()}
        past = list(backward.tensor.past()) if backward.tensor else []
        wanted = [op for op in past if op.out in held or any(use.kind == "grad" for use in op.out.uses)]
        made = [op for op in wanted if op.role == "source"]
        computed = [op for op in reversed(wanted) if op.role in ("change", "layout")]  # `randn(4) * 0.1`
        return next(iter([*made, *computed]), None)

    def held_unasked(self) -> Iterator[tuple[Op, Event]]:
        """Yield what an optimiser that steps is given and no gradient can reach, each with the optimiser's making.

        A gradient that the program writes itself, `x.grad = ...`, reaches it.
        """
        stepped = {event.target for event in self.events.of("step")}
        written = {event.target for event in self.events.of("differentiate")}
        for made in self.events.of("make"):
            given = made.target.holds if isinstance(made.target, Optimiser) else None
            for one in given or () if made.target in stepped and not made.again else ():
                if not isinstance(one, Tensor) or not one.is_data or one in written:
                    continue
                if gradient_flows(one) is False:
                    yield one.op, made

    def idle_optimisers(self) -> list[Optimiser]:
        """Return the optimisers that nothing steps and no code outside the program is handed.

        None where a `.grad` is read: that may be what the gradients are for.
        """
        if self._machine.reads_gradients:
            return []
        used = {event.target for event in self.events.of("step", "escape")}
        held = {thing for one in used if isinstance(one, Parameters) for thing in one.of} | used
        return [
            optimiser
            for optimiser in self.optimisers()
            if optimiser not in used and optimiser.holds and held.isdisjoint(optimiser.holds)
        ]

    def fills(self, optimiser: Optimiser) -> bool:
        """Tell whether any backward may give an optimiser's parameters their gradients."""
        return any(event.concerns(optimiser) is not False for event in self.events.of("backward"))

    def loss_name_at(self, event: Event) -> str:
        """Return what the loss of an event's innermost loop is called there; "" if that is not plain."""
        assert event.site is not None
        inside = [loss for loss in self.losses() if event.loops[-1:] == loss.out.op.loops[-1:]]
        return inside[0].name_at(event.site) if len(inside) == 1 else ""

    @property
    def learns_otherwise(self) -> bool:
        """Whether gradients come by other means than `backward()` somewhere."""
        return bool(self.events.of("differentiate"))

    @cached_property
    def _hidden(self) -> list[Hidden]:
        return hidden_in(self.events, self.all_operations)

    @cached_property
    def _held(self) -> Holdings:
        made = (one for one in self._machine.made if isinstance(one, Instance) and one.cls.makes_optimisers)
        return Holdings([*self.optimisers(), *made, *(e.target for e in self.events.of("step"))])

    @cached_property
    def _reuses(self) -> list[Reuse]:
        met: set[Op] = set()
        for behind in self.behind_backwards.values():
            if any(map(keeps_numbers, met & behind)):
                return list(reuses_in(self.events, self._graphs))
            met |= behind
        return []

    @cached_property
    def _graphs(self) -> Graphs:
        """What each backward uses up, in order."""
        return {e: graph_of(e.tensor) for e in self.events.of("backward") if e.tensor is not None}


def _reaches(parameters: Parameters, layers: set[int]) -> bool:
    return any(id(part) in layers for module in parameters.of for part in modules_in(module))


def _is_silent(op: Op) -> bool:
    """Tell whether a layer that can learn works where gradients are switched off."""
    return op.gradients_on is False and op.frozen is False and not op.guessed and isinstance(op.layer, Layer)
