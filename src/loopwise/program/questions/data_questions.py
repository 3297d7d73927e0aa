"""Questions about data and evaluation: which rows are learnt from, prepared, judged."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from loopwise.program.facts.lineage import Rows
from loopwise.program.facts.reachable import (
    DISTANCES,
    LOWERING,
    Unreachable,
    sets_rates_by_hand,
    starts_elsewhere,
    unreachable_in,
)
from loopwise.program.flow.events import Event
from loopwise.program.flow.orders import Unshuffled, unshuffled_in
from loopwise.program.objects.arrays import TRAIN_TEST_SPLIT
from loopwise.program.questions.augmentations import Augmented, augmented_in, changing_lineages
from loopwise.program.questions.averages import Average, averages_in
from loopwise.program.questions.carried import (
    Carried,
    begins_anew,
    carried_in,
    compares_settings,
    is_judged,
    is_over_folds,
)
from loopwise.program.questions.copied_rows import OVERSAMPLING, copied_before_split
from loopwise.program.questions.core import Core
from loopwise.program.questions.fits import Fit, fits_in
from loopwise.program.questions.overlaps import Overlap, overlaps_in
from loopwise.program.questions.own_numbers import scaled_by_own_in
from loopwise.program.questions.preparations import Difference, refitted_in, unlike_in
from loopwise.program.questions.rows_apart import SHUFFLES, Apart, rows_apart_in
from loopwise.program.questions.scalings import ScaledTwice, divisor, scaled_twice_in
from loopwise.program.questions.seeds import Unseeded, unseeded_in
from loopwise.program.questions.selections import (
    RANKS,
    Pick,
    Selection,
    learning_runs,
    picks_in,
    selections_in,
)
from loopwise.program.questions.shared_data import SUBSET, Shared, shared_in
from loopwise.program.questions.statistics import Statistic, leaking_in, summary_of
from loopwise.program.questions.summed import Summed, summed_in
from loopwise.program.questions.unscaled import UnscaledInputs, unscaled_in
from loopwise.program.questions.workers import WorkerStart, worker_starts_in
from loopwise.program.source.sources import called

if TYPE_CHECKING:
    from loopwise.program.questions.compared_cells import Compared
    from loopwise.program.questions.patience import Counter
    from loopwise.program.questions.samples import OddSample
    from loopwise.program.questions.unbeatable import Start
    from loopwise.records import Place


class DataQuestions(Core):
    """What rules about data and evaluation ask."""

    def summed_losses(self) -> list[Summed]:
        """Return the losses summed over a batch that are shown for batches of several sizes."""
        return list(summed_in(self._machine.losses, self.events, self.loaders()))

    def wrong_averages(self) -> list[Average]:
        """Return where a sum over batches is divided by a length that does not belong to it, each place once."""
        means = [op for op in self.operations("opaque") if op.callee in ("numpy.mean", "statistics.mean")]
        learning = learning_runs(self.events, "backward")
        divisions = [*self.operations("div"), *means]
        return list(averages_in(divisions, self._machine.losses, self.loaders(), learning))

    def shared_settings(self) -> list[Shared]:
        """Return where a setting meant for one part of a data set also changes another part in use."""
        return list(shared_in(self.events, self.calls(SUBSET), self._machine.makers))

    def carried_over_folds(self) -> list[Carried]:
        """Return the models that a cross-validation goes on training from fold to fold."""
        judged, makers = self.judgements(), self._machine.makers
        held_up = [one for one in self._carried if is_judged(one, judged)] if judged else []
        if not held_up:
            return []
        from loopwise.program.questions.hand_cut_folds import cuts_folds  # only for models that rounds share

        going_on = [one for one in held_up if not begins_anew(one.run, self.events)]
        return [one for one in going_on if is_over_folds(one.run, makers) or cuts_folds(one.run)]

    def carried_over_settings(self) -> list[Carried]:
        """Return the models that one setting after another goes on training, though they are compared."""
        over = [one for one in self._carried if compares_settings(one, self._machine.calls)]
        return [one for one in over if not begins_anew(one.run, self.events)]

    def compared_in_cells(self) -> Iterator[Compared]:
        """Yield the optimisers that a cell gives a model which another cell has trained, to compare the two."""
        if len(self._own) > 1:
            from loopwise.program.questions.compared_cells import compared_in  # only for notebooks

            yield from compared_in(self.events)

    def odd_samples(self) -> list[OddSample]:
        """Return the data sets of whose samples a loader that is run over can make no batch, each place once."""
        loaders = self.loaders()
        if not loaders:
            return []
        from loopwise.program.questions.samples import odd_samples

        found = odd_samples(loaders, self._machine.runs, self._machine.makers)
        return [odd for odd in found if not self.is_waited_for(odd.loader_place)]

    def unguarded_workers(self) -> list[WorkerStart]:
        """Return where a script starts worker processes that would run the script again, each script once."""
        return worker_starts_in(self.events, self._own, self._machine.calls, self.loaders())

    def counters(self) -> list[Counter]:
        """Return the counts of rounds without progress that stop a training, and that no progress sets back."""
        choices = self.choices()
        if not choices:
            return []
        from loopwise.program.questions.patience import counters_in

        return list(counters_in(choices))

    def unbeatable_starts(self) -> list[Start]:
        """Return where a metric is compared with a best so far that begins where nothing is better."""
        choices = self.choices()
        if not choices:
            return []
        from loopwise.program.questions.unbeatable import unbeatable_in

        return list(unbeatable_in(choices))

    def selections(self) -> list[Selection]:
        """Return where the best of several trained models is picked by rows that were not learnt from."""
        choices = self._machine.best_rounds + self.choices()
        runs, makers = learning_runs(self.events), self._machine.makers
        return list(selections_in(choices, self.judgements(), runs, lambda: self.learnt_rows, makers))

    def picks(self) -> list[Pick]:
        """Return where the best of several results is picked by the rows it is then reported on."""
        ranked = self.calls_named(*RANKS)
        if not ranked:
            return []
        return list(picks_in(ranked, self.judgements(), self.learnt_rows, self._machine.makers))

    def fits(self) -> list[Fit]:
        """Return where scikit-learn's transformers learn from data, each place once."""
        return self._fits

    def leaking_statistics(self) -> list[Statistic]:
        """Return the means and spreads of all rows that rows a model is judged on are scaled by."""
        scalings = [op for op in self.operations("sub") if summary_of(op) is not None]
        if not scalings or not self.judgements():
            return []
        return list(leaking_in(scalings, self.judgements(), self.learnt_rows, self._machine.makers))

    def overlaps(self) -> list[Overlap]:
        """Return where a model has learnt from rows that are kept apart to judge it, each learning once."""
        asked, makers = self._askings_learnt_from, self._machine.makers
        found = overlaps_in(asked, self.judgements(), makers, lambda: self._rows_in_use)
        return [overlap for overlap in found if self.is_stepped_on(overlap.asked)]

    @cached_property
    def _rows_in_use(self) -> set[Rows]:
        """The rows of the loaders, and of the parts that `train_test_split` gives."""
        parts = [*self.loaders(), *(op.out for op in self.operations("split_rows"))]
        return {row for part in parts for row in self.rows(part)}

    def copied_before_split(self) -> list[Place]:
        """Return where rows are copied that are dealt out only afterwards, to learn from and to judge on."""
        splits = [call for call in self.calls(TRAIN_TEST_SPLIT) if not call.again]
        if not splits or not self.training_loops():
            return []
        copying = self.calls_named(*OVERSAMPLING)
        return list(copied_before_split(splits, copying, self._machine.makers))

    def rows_apart(self) -> list[Apart]:
        """Return where inputs and labels are shuffled apart, each place once."""
        arrays = self.operations("reordered", "randperm", "array", "opaque")
        if not any(called(op.site.node) in SHUFFLES for op in arrays):
            return []
        losses = [one for one in self._machine.losses if self.is_learnt_through(one.out.op)]
        return list(rows_apart_in(losses, self._machine.makers, self._machine.calls))

    def unshuffled(self) -> list[Unshuffled]:
        """Return the loaders that training goes over in the data's own order, each once."""
        return list(unshuffled_in(self.training_loops(), self.loaders(), self._machine.made_in))

    def unseeded(self) -> Unseeded | None:
        """Return the first model that learns from weights which no seed fixes; None if anything may fix them."""
        return unseeded_in(self._askings_learnt_from, self._machine.calls, self.sources, self._own)

    def scaled_twice(self) -> list[ScaledTwice]:
        """Return where what a model learns from is divided by a number a second time, each place once."""
        if not any(divisor(op) is not None for op in self.operations("div", "mul")):
            return []
        return list(scaled_twice_in(self._askings_learnt_from, self._machine.makers))

    def unscaled_inputs(self) -> list[UnscaledInputs]:
        """Return the tables whose columns differ by orders of magnitude and are learnt from so, each once."""
        if any(optimiser.name == "LBFGS" for optimiser in self.optimisers()):
            return []  # it learns the curvature
        weighted = [op for op in self.operations("linear", "matmul") if not op.again]
        return list(unscaled_in(filter(self.is_learnt_through, weighted), self.calls_at))

    def unreachable_targets(self) -> list[Unreachable]:
        """Return the targets further from 0 than predictions can get in the steps planned, each once."""
        distances = self.losses(*DISTANCES)
        raised = any(one.scheduler.name not in LOWERING for one in self.schedules())
        if not distances or raised or sets_rates_by_hand(self.sources):
            return []
        set_by_hand = any(call.home == "torch.nn.init" for call in self._machine.calls)
        if self.operations("parameter") or set_by_hand or starts_elsewhere(self.events):
            return []  # weights do not start where torch lets them
        return list(unreachable_in(distances, self.events, self.calls_at))

    def preparations_differ(self) -> list[Difference]:
        """Return where rows are judged that were prepared otherwise than those learnt from, each place once."""
        if not self.judgements():
            return []
        asked, judged, makers = self._askings_learnt_from, self.judgements(), self._machine.makers
        anew = [*refitted_in(self.fits(), asked, judged, makers), *scaled_by_own_in(asked, judged, makers)]
        return [*anew, *unlike_in(asked, judged, makers)]

    def augmented_judgements(self) -> list[Augmented]:
        """Return the data sets that are judged and give other samples each time, each once."""
        changing = changing_lineages(self.judgements(), self._machine.makers)
        return list(augmented_in(changing, self.learnt_rows, self.sources)) if changing else []

    @cached_property
    def _fits(self) -> list[Fit]:
        calls = self.calls_named("fit", "fit_transform")
        if not calls:
            return []
        splits, makers = self.operations("split_rows"), self._machine.makers
        return list(fits_in(calls, makers, splits, self.judgements(), self.learnt_rows))

    @cached_property
    def _carried(self) -> list[Carried]:
        return list(carried_in(self.events, self._machine.made_in))

    @cached_property
    def _askings_learnt_from(self) -> list[Event]:
        asked = [e for e in self.events.of("forward") if not e.again]
        return [e for e in asked if any(self.is_learnt_through(answer.op) for answer in e.answers)]
