"""What a program says: the questions that faults' rules ask.

program = read("train.py")
for loss in program.losses("cross_entropy"):
    if loss.input.last.is_("softmax"): ...
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from loopwise.program.averages import Average, averages_in
from loopwise.program.carried import Carried, begins_anew, carried_in, is_over_folds
from loopwise.program.augmentations import Augmented, augmented_in
from loopwise.program.cell_order import UsedTooEarly, used_too_early
from loopwise.program.choices import Choice
from loopwise.program.copied_rows import copied_before_split
from loopwise.program.cut_loops import CutLoop, cut_in
from loopwise.program.devices import Devices, Mixed, mixed_in
from loopwise.program.dropped import Dropped, dropped_in
from loopwise.program.evaluations import Evaluation, evaluations_in
from loopwise.program.events import Event, learners
from loopwise.program.fits import Fit, fits_in
from loopwise.program.followed import followed_in
from loopwise.program.held import Holdings, LateChange, Unheld, late_changes_in, unheld_in
from loopwise.program.hidden import Hidden, hidden_in
from loopwise.program.judgements import Judgement, data_behind, judgements_in
from loopwise.program.kept import Kept, kept_in
from loopwise.program.lasting_eval import LastingEval, lasting_in
from loopwise.program.library_calls import LibraryCall
from loopwise.program.lone_samples import LoneSample, lone_samples_in
from loopwise.program.losses import LossCall
from loopwise.program.misnamed import Misnamed, marked_in, misnamed_in
from loopwise.program.modules import Layer, Loader, Optimiser, Parameters, modules_in
from loopwise.program.normalisations import Normalisation, normalisations_in
from loopwise.program.orders import Unshuffled, unshuffled_in
from loopwise.program.origins import Line, Rows, lines_of, rows_of
from loopwise.program.overlaps import Overlap, overlaps_in
from loopwise.program.overwrites import Overwrite, overwrites_in
from loopwise.program.pairs import Pair, pairs_in
from loopwise.program.patience import Counter, Start, counters_in, unbeatable_in
from loopwise.program.penalties import Penalty, penalties_in
from loopwise.program.preparations import Difference, refitted_in, unlike_in
from loopwise.program.recurrences import Recurrence, recurrences_in
from loopwise.program.refusals import Refusal, refusals_in
from loopwise.program.reshapes import Reshape, reshapes_in
from loopwise.program.reuses import Reuse, reuses_in
from loopwise.program.scalings import ScaledTwice, scaled_twice_in
from loopwise.program.schedules import Schedule, schedules_in
from loopwise.program.seeds import Unseeded, unseeded_in
from loopwise.program.selections import Selection, learning_runs, selections_in
from loopwise.program.snapshots import LostWeights, uncopied_in, unfit_in
from loopwise.program.squeezes import Squeeze, squeezes_in
from loopwise.program.shared_data import Shared, shared_in
from loopwise.program.standing import always_on, is_always_made, repeated_in
from loopwise.program.tensors import Op
from loopwise.program.totals import Total, unreset_in
from loopwise.program.training_loops import TrainingLoop, is_known_optimiser, training_loops_in
from loopwise.program.values import Instance, Unknown, Value
from loopwise.program.vectors import VectorBackward, vector_backwards_in
from loopwise.program.views import RefusedView, views_refused
from loopwise.program.widths import MixedWidths, mixed_widths_in
from loopwise.program.workers import WorkerStart, worker_starts_in
from loopwise.records import Followed

if TYPE_CHECKING:
    from loopwise.program.machine import Machine
    from loopwise.program.sources import Source
    from loopwise.records import Place


class Program:
    """One script or notebook with the files it imports, followed as far as its text allows.

    sources: every text that was read; `events`: what happens, in order.
    document: the JSON of a notebook that has no file, "" otherwise.
    """

    def __init__(self, machine: Machine, sources: list[Source]) -> None:
        self._machine = machine
        self.sources = [*sources, *machine.project.sources.values()]
        self._own = sources
        self.document = ""

    def losses(self, *kinds: str) -> list[LossCall]:
        """Return the calls of losses of these kinds (all if none is named), each once."""
        return [loss for loss in self._machine.losses if not loss.again and (not kinds or loss.kind in kinds)]

    def loss_modules(self) -> list[Layer]:
        """Return torch's losses that are made as modules, whether or not they are asked."""
        return list(self._machine.loss_modules)

    def operations(self, *kinds: str) -> list[Op]:
        """Return the operations of these kinds: by their place, and for each place as often as it was read."""
        return [op for ops in self._machine.ops.values() for op in ops if op.kind in kinds]

    def holds_float32(self, layer: Value | None) -> bool:
        """Tell whether a layer surely keeps the float32 numbers torch makes it with."""
        if not isinstance(layer, Layer) or not self._machine.default_width or "width" in layer.table:
            return False
        return layer.arguments.whole and "dtype" not in layer.arguments.named

    def refused(self, *reasons: str) -> list[Refusal]:
        """Return the operations torch would refuse for these reasons (as of shapes.ShapeError; all if none)."""
        return [refusal for refusal in self._refusals if not reasons or refusal.reason in reasons]

    def reshapes(self) -> list[Reshape]:
        """Return the calls of view, reshape and flatten whose input's shape is known, each place once."""
        return reshapes_in(self.operations("view", "reshape", "flatten", "ravel"))

    def normalisations(self) -> list[Normalisation]:
        """Return where pictures are normalised for another number of channels, and torch refuses."""
        ops = self.operations("sub", "div", "add", "mul")
        return normalisations_in(self._machine.calls, ops, self._machine.makers)

    def born_when_asked(self) -> list[Layer]:
        """Return the layers that a model makes anew each time it is asked, each place once."""
        return list(
            {layer.site.node: layer for layer in self._machine.born if is_always_made(layer)}.values()
        )

    def mixed_widths(self) -> list[MixedWidths]:
        """Return the places where float64 numbers meet float32 ones and torch refuses."""
        return list(mixed_widths_in(self))

    def losses_behind(self, layer: Value | None) -> set[str]:
        """Return the kinds of losses that a layer's output goes into as it is."""
        return {loss.kind for loss in self.losses() if layer is not None and loss.input.last.layer is layer}

    def vector_backwards(self) -> list[VectorBackward]:
        """Return the backward passes that start from several numbers, each place once."""
        return vector_backwards_in(self.events)

    def repeated_modules(self) -> list[Layer | Instance]:
        """Return the modules with parameters that stand several times in one container."""
        return repeated_in(self._machine.made)

    def dropouts_always_on(self) -> list[Op]:
        """Return the dropouts in a model that its mode does not turn off, each place once."""
        ops = [op for ops in self._machine.ops.values() for op in ops]
        return always_on(ops, self.born_when_asked())

    def pairs(self, *kinds: str) -> list[Pair]:
        """Return where an answer and data meet as (N, 1) and (N,), in operations of these kinds."""
        return pairs_in(self.operations(*kinds))

    def recurrences(self) -> list[Recurrence]:
        """Return the askings of recurrent layers, each layer once."""
        return recurrences_in(self.operations("lstm", "gru", "rnn"))

    def is_learnt_through(self, op: Op) -> bool:
        """Tell whether a `backward()` goes through an operation."""
        return op in self._learnt_through

    def squeezes(self) -> list[Squeeze]:
        """Return the squeezes that drop the axis of a last batch of one, each place once."""
        return squeezes_in(self.operations("squeeze"))

    def lone_samples(self) -> list[LoneSample]:
        """Return the batch normalisations in training mode that meet one value a channel, each place once."""
        return lone_samples_in(self.operations("batch_norm"), self.events)

    def views_refused(self) -> list[RefusedView]:
        """Return the views of axes that do not lie together in memory, each place once."""
        return views_refused(self.operations("view"))

    def mixed_devices(self) -> list[Mixed]:
        """Return the meetings of things that are on two devices where there is a GPU, each place once."""
        ops = [op for ops in self._machine.ops.values() for op in ops]
        found = {mixed.place: mixed for mixed in reversed(list(mixed_in(ops, self._devices)))}
        return list(found.values())

    def arrays_from_gpu(self) -> list[Op]:
        """Return the calls of `numpy()` on tensors that are on the GPU where there is one, each place once."""
        found = {op.place: op for op in self.operations("numpy") if self._devices.of_input(op) == "gpu"}
        return list(found.values())

    def penalties(self) -> list[Penalty]:
        """Return the hand-written penalties on weights that do not do what L2 does, each place once."""
        return penalties_in(self)

    def overwrites(self) -> list[Overwrite]:
        """Return the changes in place that autograd would refuse, each place once."""
        return overwrites_in([op for ops in self._machine.ops.values() for op in ops], self.events)

    def reuses(self, *, retained: bool) -> list[Reuse]:
        """Return the backward passes through a graph that an earlier one has used, each place once.

        retained: whether the earlier one was told to keep it.
        """
        found = [reuse for reuse in self._reuses if reuse.retains is retained]
        return list({reuse.place: reuse for reuse in reversed(found)}.values())

    def calls(self, *paths: str) -> list[LibraryCall]:
        """Return a library's calls in the order in which they happen; a path may name the end: ".KFold.split"."""
        return [call for call in self._machine.calls if not paths or call.is_(*paths)]

    def choices(self) -> list[Choice]:
        """Return the `if`s inside loops whose tests only a run decides, each reading of them."""
        return self._machine.choices

    def wrong_averages(self) -> list[Average]:
        """Return where a sum over batches is divided by a length that does not belong to it, each place once."""
        return list(averages_in(self.operations("div"), self._machine.losses, self.loaders()))

    def shared_settings(self) -> list[Shared]:
        """Return where a setting meant for one part of a data set also changes another part in use."""
        return list(shared_in(self.events, self._machine.calls, self._machine.makers))

    def carried_over_folds(self) -> list[Carried]:
        """Return the models that a cross-validation goes on training from fold to fold."""
        found = carried_in(self.events, self.judgements())
        over = [one for one in found if is_over_folds(one.run, self._machine.makers)]
        return [one for one in over if not begins_anew(one.run, self.events)]

    def unguarded_workers(self) -> list[WorkerStart]:
        """Return where a script starts worker processes that would run the script again, each script once."""
        return worker_starts_in(self.events, self._own, self._machine.calls)

    def counters(self) -> list[Counter]:
        """Return the counts of rounds without progress that stop a training, and that no progress sets back."""
        return list(counters_in(self.choices()))

    def unbeatable_starts(self) -> list[Start]:
        """Return where a metric is compared with a best so far that begins where nothing is better."""
        return list(unbeatable_in(self.choices()))

    def lines(self, value: Value | None) -> list[Line]:
        """Return where the rows of a loader, a data set, a batch or an array come from, and what was done to them."""
        return lines_of(self._machine.makers, value)

    def rows(self, value: Value | None) -> list[Rows]:
        """Return which rows a loader, a data set, a batch or an array consists of."""
        return rows_of(self._machine.makers, value)

    def training_loops(self) -> list[TrainingLoop]:
        """Return the innermost loops that hold a backward or a step."""
        return self._loops

    def judgements(self) -> list[Judgement]:
        """Return where answers are held against targets and not learnt from."""
        return self._judgements

    def used_too_early(self) -> list[UsedTooEarly]:
        """Return the names that are used before a later cell or statement defines them."""
        return list(used_too_early(self._machine.unbound, self._own))

    def selections(self) -> list[Selection]:
        """Return where the best of several trained models is picked by rows that were not learnt from."""
        runs = learning_runs(self.events)
        found = selections_in(self.choices(), self.judgements(), runs, self.learnt_rows, self._machine.makers)
        return list(found)

    def fits(self) -> list[Fit]:
        """Return where scikit-learn's transformers learn from data, each place once."""
        splits = self.operations("split_rows")
        makers, learnt = self._machine.makers, self.learnt_rows
        return list(fits_in(self._machine.calls, makers, splits, self.judgements(), learnt))

    def overlaps(self) -> list[Overlap]:
        """Return where a model has learnt from rows that are kept apart to judge it, each learning once."""
        others = {row for loader in self.loaders() for row in self.rows(loader)} | self.dealt_rows
        learning = self._askings_learnt_from
        return list(overlaps_in(learning, self.judgements(), self._machine.makers, others))

    @property
    def dealt_rows(self) -> set[Rows]:
        """The rows of the parts that `train_test_split` gives."""
        return {row for op in self.operations("split_rows") for row in self.rows(op.out)}

    def copied_before_split(self) -> list[Place]:
        """Return where rows are copied that are dealt out only afterwards, to learn from and to judge on."""
        if not self.training_loops():
            return []
        return list(copied_before_split(self._machine.calls, self._machine.makers))

    def unshuffled(self) -> list[Unshuffled]:
        """Return the loaders that training goes over in the data's own order, each once."""
        return list(unshuffled_in(self.training_loops()))

    def unseeded(self) -> Unseeded | None:
        """Return the first model that learns from weights which no seed fixes; None if anything may fix them."""
        return unseeded_in(self._askings_learnt_from, self._machine.calls, self.sources, self._own)

    def scaled_twice(self) -> list[ScaledTwice]:
        """Return where what a model learns from is divided by a number a second time, each place once."""
        return list(scaled_twice_in(self._askings_learnt_from, self._machine.makers))

    def preparations_differ(self) -> list[Difference]:
        """Return where rows are judged that were prepared otherwise than those learnt from, each place once."""
        asked, judged, makers = self._askings_learnt_from, self.judgements(), self._machine.makers
        return [*refitted_in(self.fits(), asked, judged, makers), *unlike_in(asked, judged, makers)]

    def augmented_judgements(self) -> list[Augmented]:
        """Return the data sets that are judged and give other samples each time, each once."""
        makers = self._machine.makers
        return list(augmented_in(self.judgements(), self.learnt_rows, makers, self.sources))

    def evaluations(self) -> list[Evaluation]:
        """Return the loops that ask a model over data and learn nothing."""
        return self._evaluations

    def models(self) -> list[Value]:
        """Return the models, in the order in which they are made."""
        return [value for value in self._machine.made if value.is_module]

    def optimisers(self) -> list[Optimiser]:
        """Return the optimisers of torch and of libraries that follow it."""
        return [value for value in self._machine.made if isinstance(value, Optimiser)]

    def loaders(self) -> list[Loader]:
        """Return the data loaders."""
        return [value for value in self._machine.made if isinstance(value, Loader)]

    def schedules(self) -> list[Schedule]:
        """Return the places where learning-rate schedules go on."""
        return schedules_in(self.events)

    def kept(self) -> list[Kept]:
        """Return what loops keep from round to round."""
        return kept_in(self._machine.ops.values(), self.events)

    def unreset_totals(self) -> list[Total]:
        """Return the sums of losses or hits that go on over all rounds of a loop, though each round shows them."""
        return list(unreset_in(self._machine.ops.values(), self.is_learnt_through))

    def dropped(self) -> list[Dropped]:
        """Return the statements that compute a new tensor and throw it away."""
        return list(dropped_in(self.events))

    def lasting_evals(self) -> list[LastingEval]:
        """Return where a model is put into eval mode for an evaluation, and then trained further in it."""
        return list(lasting_in(self.events, self.is_learnt_through))

    def asked_by_name(self) -> list[Event]:
        """Return where code that is no module's own calls a model's `forward`, each place once."""
        direct = [e for e in self.events if e.is_("direct") and not e.is_in_a_module and e.site is not None]
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
        listed = [layer for hidden in self.hidden_layers() for layer in hidden.layers]
        return list(unheld_in(self.events, self._loops, held, [*changed, *listed, *self._machine.born]))

    def cut_loops(self) -> list[CutLoop]:
        """Return the loops that learn or judge and never get beyond their first batch or round."""
        judging = {judgement.run for judgement in self.judgements()}
        return list(cut_in(self._machine.runs, self.events, judging))

    def lost_weights(self) -> list[LostWeights]:
        """Return where kept weights are no copy, or fit nothing in the model that they are put into."""
        saves = self.calls("torch.save")
        unfit = unfit_in(self.events, saves, self._machine.makers)
        return [*uncopied_in(self._machine.events, saves), *unfit]

    def misnamed(self) -> list[Misnamed]:
        """Return the attributes set on models that nothing in them reads: a head, `requires_grad` of a module."""
        asked = {id(op.layer) for twins in self._machine.ops.values() for op in twins if op.layer is not None}
        return [*misnamed_in(self.events, asked), *marked_in(self.events)]

    def hidden_layers(self) -> list[Hidden]:
        """Return the lists of layers in which `parameters()` does not find them."""
        asked = {
            (id(owner), id(op.layer))
            for twins in self._machine.ops.values()
            for op in twins
            for owner in op.asked
        }
        return hidden_in(self.events, asked)

    def used_by(self, kept: Kept) -> Event | None:
        """Return the backward in the loop of what is kept that uses the same graph."""
        from loopwise.program.gradients import gradient_flows, graph_of

        if not gradient_flows(kept.tensor):
            return None
        graph = graph_of(kept.tensor).keys()
        inside = [
            e for e in self.events if e.is_("backward") and kept.loops[-1:] == e.loops[-1:] and e.tensor
        ]
        return next(
            (event for event in inside if event.tensor and graph & graph_of(event.tensor).keys()), None
        )

    def is_learnt_from(self, kept: Kept) -> bool:
        """Tell whether a backward goes through what is kept: a loss summed up first."""
        through = {kept.tensor.op} if kept.out is None else {kept.out}
        elsewhere = [e for e in self.events if e.is_("backward") and e.tensor is not None]
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
        return any(event.is_("freeze") and event.conditions for event in self.events)

    def frozen_before(self, backward: Event) -> Event | None:
        """Return the last freezing of something that a backward depends on."""
        layers = {id(op.layer) for op in backward.tensor.past() if op.frozen} if backward.tensor else set()
        frozen = [
            e for e in self.events if e.is_("freeze") and e.number < backward.number and e.target is not None
        ]
        over = [e for e in frozen if isinstance(e.target, Parameters) and _reaches(e.target, layers)]
        return over[-1] if over else None

    def first_unasked(self, backward: Event) -> Op | None:
        """Return the tensor that a backward was to give a gradient: its `.grad` is read, or it is optimised."""
        held = {thing for optimiser in self.optimisers() for thing in optimiser.holds or ()}
        for op in backward.tensor.past() if backward.tensor else ():
            wanted = op.out in held or any(use.kind == "grad" for use in op.out.uses)
            if op.role == "source" and wanted:
                return op
        return None

    def idle_optimisers(self) -> list[Optimiser]:
        """Return the optimisers that nothing steps and no code outside the program is handed."""
        used = {event.target for event in self.events if event.is_("step", "escape")}
        held = {thing for one in used if isinstance(one, Parameters) for thing in one.of} | used
        return [
            optimiser
            for optimiser in self.optimisers()
            if optimiser not in used and optimiser.holds and held.isdisjoint(optimiser.holds)
        ]

    def fills(self, optimiser: Optimiser) -> bool:
        """Tell whether any backward may give an optimiser's parameters their gradients."""
        return any(event.is_("backward") and event.concerns(optimiser) is not False for event in self.events)

    def loss_name_at(self, event: Event) -> str:
        """Return what the loss of an event's innermost loop is called there; "" if that is not plain."""
        assert event.site is not None
        inside = [loss for loss in self.losses() if event.loops[-1:] == loss.out.op.loops[-1:]]
        return inside[0].name_at(event.site) if len(inside) == 1 else ""

    @property
    def learns_otherwise(self) -> bool:
        """Whether gradients come by other means than `backward()` somewhere."""
        return any(event.is_("differentiate") for event in self.events)

    @cached_property
    def events(self) -> list[Event]:
        """Everything that happens, in order; what only looked like a step or an answer is left out."""
        return [event for event in self._machine.events if _is_real(event)]

    @cached_property
    def followed(self) -> Followed:
        """How much was understood."""
        return followed_in(self, self._machine.notes, self._own)

    @cached_property
    def _held(self) -> Holdings:
        return Holdings([*self.optimisers(), *(e.target for e in self.events if e.is_("step"))])

    @cached_property
    def _refusals(self) -> list[Refusal]:
        return refusals_in([op for ops in self._machine.ops.values() for op in ops], self.events)

    @cached_property
    def _devices(self) -> Devices:
        return Devices(self.events, self._machine.calls, self.sources, self._machine.born)

    @cached_property
    def _reuses(self) -> list[Reuse]:
        return list(reuses_in(self.events))

    @cached_property
    def _learnt_through(self) -> set[Op]:
        learnt = [event.tensor for event in self.events if event.is_("backward") and event.tensor is not None]
        return {op for tensor in learnt for op in tensor.past()}

    @cached_property
    def _loops(self) -> list[TrainingLoop]:
        return training_loops_in(self.events, self._machine.runs)

    @cached_property
    def learnt_rows(self) -> set[Rows]:
        """The rows that models learn from, as far as they are known."""
        asked = [e.tensor for e in self.events if e.is_("forward") and e.tensor is not None]
        learnt = [tensor for tensor in asked if self.is_learnt_through(tensor.op)]
        return {line.rows for tensor in learnt for line in data_behind(self._machine.makers, tensor)}

    @cached_property
    def _askings_learnt_from(self) -> list[Event]:
        asked = [e for e in self.events if e.is_("forward") and not e.again]
        return [e for e in asked if e.tensor is not None and self.is_learnt_through(e.tensor.op)]

    @cached_property
    def _judgements(self) -> list[Judgement]:
        return list(judgements_in(self.events, self._machine.makers, self.is_learnt_through))

    @cached_property
    def _evaluations(self) -> list[Evaluation]:
        return evaluations_in(self.events, self._machine.runs)


def _reaches(parameters: Parameters, layers: set[int]) -> bool:
    return any(id(part) in layers for module in parameters.of for part in modules_in(module))


def _is_real(event: Event) -> bool:
    if event.is_("step"):
        return is_known_optimiser(event.target)
    if event.is_("forward") and isinstance(event.target, Unknown):
        return event.target.is_module
    return True
