"""Questions about layers, shapes, types and devices."""

from __future__ import annotations

import ast
from functools import cached_property
from typing import TYPE_CHECKING

from loopwise.program.evaluator.assignments import owner_of
from loopwise.program.facts.devices import ACCELERATORS, Devices, Mixed, asks_for_device, mixed_in
from loopwise.program.flow.pairs import Pair, pairs_in
from loopwise.program.objects.definitions import Instance
from loopwise.program.objects.modules import Layer, Parameters, is_frozen
from loopwise.program.objects.ops import Op
from loopwise.program.objects.values import Value, is_altered
from loopwise.program.questions.core import Core
from loopwise.program.questions.gates import weighs_samples
from loopwise.program.questions.lone_samples import LoneSample, lone_samples_in
from loopwise.program.questions.misnamed import Misnamed, marked_in, misnamed_in
from loopwise.program.questions.normalisations import Normalisation, normalisations_in
from loopwise.program.questions.ranked import ranks_samples
from loopwise.program.questions.recurrences import Recurrence, recurrences_in
from loopwise.program.questions.refusals import Refusal, refusals_in
from loopwise.program.questions.required_methods import Lacking, required_methods_missing
from loopwise.program.questions.reshapes import Reshape, reshapes_in
from loopwise.program.questions.squeezes import Squeeze, squeezes_in
from loopwise.program.questions.standing import DROPOUTS, always_on, is_always_made, repeated_in
from loopwise.program.questions.tuples import TakenBatch, TakenTuple, batches_taken, tuples_taken
from loopwise.program.questions.views import RefusedView, views_refused
from loopwise.program.questions.widths import MixedWidths, mixed_widths_in
from loopwise.program.source.sources import Site

if TYPE_CHECKING:
    import ast

    from loopwise.program.questions.axes import MissingAxis
    from loopwise.program.questions.embeddings import StrayIds
    from loopwise.program.questions.forgotten import ForgottenReturn, UnmadeAttribute
    from loopwise.program.questions.misfits import MisfitCall
    from loopwise.program.questions.states import StateMisfit
    from loopwise.program.questions.turned import Turned


class ShapeQuestions(Core):
    """What rules about layers and what goes through them ask."""

    def holds_float32(self, layer: Value | None) -> bool:
        """Tell whether a layer surely keeps the float32 numbers torch makes it with."""
        if not isinstance(layer, Layer) or self._sets_width or "width" in layer.table:
            return False
        return layer.arguments.whole and "dtype" not in layer.arguments.named

    def refused(self, *reasons: str) -> list[Refusal]:
        """Return the operations torch would refuse for these reasons (as of shapes.ShapeError; all if none)."""
        return [refusal for refusal in self._refusals if not reasons or refusal.reason in reasons]

    def axes_missing(self) -> list[MissingAxis]:
        """Return where an axis is asked for that the tensor does not have, each place once."""
        refused = self.refused("axis", "rank")
        if not refused:
            return []
        from loopwise.program.questions.axes import missing_axes

        return missing_axes(refused)

    def ranked_samples(self) -> list[Op]:
        """Return where the largest score is looked for along the batch of a model's answers, each reading of it."""
        return [op for op in self.operations("argmax") if ranks_samples(op)]

    def reshapes(self) -> list[Reshape]:
        """Return the calls of view, reshape, flatten and unflatten whose input's shape is known, each place once."""
        return reshapes_in(self.operations("view", "reshape", "flatten", "ravel", "unflatten"))

    def turned(self) -> list[Turned]:
        """Return the reshapes that ask for a tensor's named axes in another order, each place once."""
        if not self.says(".shape", ".size()"):
            return []
        from loopwise.program.questions.turned import turned_in

        return list(turned_in(self.operations("view", "reshape")))

    def normalisations(self) -> list[Normalisation]:
        """Return where pictures are normalised for another number of channels, and torch refuses."""
        ops = self.operations("sub", "div", "add", "mul")
        return normalisations_in(self._machine.calls, ops, self._machine.makers)

    def born_when_asked(self) -> list[Layer]:
        """Return the layers that a model makes anew each time it is asked, each place once."""
        born = self._machine.born
        if not born:
            return []
        kept = {id(event.value) for event in self.events.of("put", "append")}
        made = [layer for layer, frames in born.items() if is_always_made(layer, frames, kept)]
        return list({layer.site.node: layer for layer in made if self._may_learn(layer)}.values())

    def _may_learn(self, layer: Layer) -> bool:
        """Whether a layer is asked with its own weights, as it was made, where gradients are on."""
        weights = (owner_of(event.tensor).op.layer for event in self.events.of("change") if event.tensor)
        written = any(isinstance(one, Parameters) and layer in one.of for one in weights)
        if written or is_altered(layer) or is_frozen(layer):
            return False
        return any(op.layer is layer and op.gradients_on is not False for op in self.all_operations)

    def mixed_widths(self) -> list[MixedWidths]:
        """Return the places where float64 numbers meet float32 ones and torch refuses."""
        return list(mixed_widths_in(self))

    def losses_behind(self, layer: Value | None) -> set[str]:
        """Return the kinds of losses that a layer's output goes into as it is."""
        return {loss.kind for loss in self.losses() if layer is not None and loss.input.last.layer is layer}

    def repeated_modules(self) -> list[Site]:
        """Return where modules with parameters are put into one container several times."""
        return repeated_in(self._machine.made)

    def dropouts_always_on(self) -> list[Op]:
        """Return the dropouts in a model that its mode does not turn off, each place once."""
        return always_on(self.operations(*DROPOUTS), self.born_when_asked())

    def pairs(self, *kinds: str) -> list[Pair]:
        """Return where an answer and data meet as (N, 1) and (N,), in operations of these kinds."""
        return pairs_in(self.operations(*kinds))

    def weighs_samples(self, softmax: Op) -> bool:
        """Tell whether what sums to 1 over the batch surely weighs several parts of each sample."""
        return weighs_samples(softmax)

    def recurrences(self) -> list[Recurrence]:
        """Return the askings of recurrent layers, each layer once."""
        attends = ("transformer_encoder", "transformer_encoder_layer")
        return recurrences_in(self.operations("lstm", "gru", "rnn", *attends))

    def squeezes(self) -> list[Squeeze]:
        """Return the squeezes that drop the axis of a last batch of one, each place once."""
        return squeezes_in(self.operations("squeeze"))

    def lone_samples(self) -> list[LoneSample]:
        """Return the batch normalisations in training mode that meet one value a channel, each place once."""
        found = lone_samples_in(self.operations("batch_norm"), self.events)
        return [one for one in found if not self.is_waited_for(one.op.site.place, one.asked.place)]

    def views_refused(self) -> list[RefusedView]:
        """Return the views of axes that do not lie together in memory, each place once."""
        return views_refused(self.operations("view"))

    def mixed_devices(self) -> list[Mixed]:
        """Return the meetings of things that are on two devices where there is a GPU, each place once."""
        if not self.says(*ACCELERATORS):
            return []
        met = list(mixed_in(self.all_operations, self._devices))
        return list({mixed.place: mixed for mixed in reversed(met)}.values())

    def arrays_from_gpu(self) -> list[Op]:
        """Return the calls of `numpy()` on tensors that are on the GPU where there is one, each place once."""
        calls = [op for op in self.operations("numpy") if not asks_for_device(op.site)]
        return list({op.place: op for op in calls if self._devices.of_input(op) == "gpu"}.values())

    def misnamed(self) -> list[Misnamed]:
        """Return the attributes set on models that nothing in them reads: a head, `requires_grad` of a module."""
        asked = {id(op.layer) for op in self.all_operations if op.layer is not None}
        return [*misnamed_in(self.events, asked), *marked_in(self.events)]

    def required_methods_missing(self) -> list[Lacking]:
        """Return the modules without a forward, or whose `__init__` has another name, each class once."""
        asked = [e for e in self.events.of("unanswered") if e.site and not self.is_waited_for(e.site.place)]
        return required_methods_missing(asked, self._machine.classes)

    def ids_outside(self) -> list[StrayIds]:
        """Return the embeddings that surely get an id they have no row for, each once."""
        asked = self.operations("embedding")
        if not asked:
            return []
        from loopwise.program.questions.embeddings import ids_outside

        return list(ids_outside(asked))

    def states_misfit(self) -> list[StateMisfit]:
        """Return the recurrent layers that surely get a hidden state of another batch or size, each place once."""
        asked = [op for op in self.operations("lstm", "gru", "rnn") if len(op.inputs) > 1]
        if not asked:
            return []
        from loopwise.program.questions.states import states_misfit

        return list(states_misfit(asked))

    def forgotten_returns(self) -> list[ForgottenReturn]:
        """Return the forwards that compute something and return nothing, each once."""
        from loopwise.program.questions.forgotten import forgotten_returns

        return list(forgotten_returns(self._machine.classes, self._called))

    def unmade_attributes(self) -> list[UnmadeAttribute]:
        """Return the attributes that a model reads of itself and nobody sets, each once."""
        from loopwise.program.questions.forgotten import unmade_attributes

        models = (model for model in self._machine.made if isinstance(model, Instance))
        made = {model.cls: None for model in models if isinstance(model.site.node, ast.Call)}
        return list(unmade_attributes(made, self._called, self.sources))

    @property
    def _called(self) -> set[ast.AST]:
        """What the program itself runs."""
        return self._machine.called - self._machine.alone

    def misfit_calls(self) -> list[MisfitCall]:
        """Return the calls of the program's own functions with arguments they do not take, each place once."""
        if not self._machine.misfits:
            return []
        from loopwise.program.questions.misfits import misfit_calls

        return list(misfit_calls(self._machine.misfits, self._machine.classes))

    def tuples_taken(self) -> list[TakenTuple]:
        """Return where layers, losses and indices surely get a tuple of tensors, each place once."""
        found = tuples_taken(self.all_operations)
        return [taken for taken in found if not self.is_waited_for(taken.op.site.place)]

    def batches_taken(self) -> list[TakenBatch]:
        """Return where layers, and methods of tensors, surely get a loader's whole batch, each place once.

        A program that asks what a batch is takes it apart where it is a list, maybe in another function.
        """
        if not self.loaders() or self.says("isinstance(", "hasattr("):
            return []
        return [one for one in batches_taken(self.all_operations) if not self.is_waited_for(one.place)]

    @cached_property
    def _sets_width(self) -> bool:
        """Whether numbers without a type of their own may be other than float32: said anywhere, called or not."""
        return self.says("set_default_dtype", "set_default_tensor_type", "set_default_float")

    @cached_property
    def _refusals(self) -> list[Refusal]:
        found = refusals_in(self.all_operations, self.events)
        return [one for one in found if not self.is_waited_for(one.op.site.place, one.asked_place)]

    @cached_property
    def _devices(self) -> Devices:
        return Devices(self.events, self._machine.calls, self.sources, self._machine.born)
