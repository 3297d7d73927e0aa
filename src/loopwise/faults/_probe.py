"""The run-time half of a fault: made anew for each watched run, told what happens, answers with findings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from loopwise.records import Confidence, Evidence, Finding, Place, Repair, Series, Severity

if TYPE_CHECKING:
    from loopwise.faults._fault import Fault
    from loopwise.runtime.evaluation_events import Asked, Compared, LoadEvent, Noise, PassEvent, Printed
    from loopwise.runtime.events import BackwardEvent, LossEvent, RunEnd, StepEvent
    from loopwise.runtime.step_events import ClipEvent, ScheduleEvent


class Probe:
    """Override what the fault needs to hear; each may yield findings. The events do all tensor arithmetic.

    A probe keeps its own state (counts, the first step seen). A fault found twice at one place is one finding:
    the last one yielded stands, so a probe may yield early and again with better numbers at the end.

    losses: kinds of loss that show the fault; it hears of no others. Left empty: of all.
    every_step: hear of all steps and entries into `backward()`, not only of those looked at.
    refutes: whether its silence, where it looked often enough, speaks against what the source says.
    judges: whether its silence speaks against what the source only holds likely, however seldom it looked.
    so_far: whether `on_end` may be asked before the end, too, for what a run that is killed leaves behind.
    """

    losses: ClassVar[tuple[str, ...]] = ()
    every_step: ClassVar[bool] = False
    refutes: ClassVar[bool] = True
    judges: ClassVar[bool] = False
    so_far: ClassVar[bool] = False

    def __init__(self, fault: Fault) -> None:
        self.fault = fault

    def on_loss(self, loss: LossEvent) -> Iterable[Finding]:
        """Hear of a loss as `backward()` receives it, read from the autograd graph; sampled steps only."""
        return ()

    def on_backward(self, backward: BackwardEvent) -> Iterable[Finding]:
        """Hear of an entry into `backward()`, before gradients change."""
        return ()

    def on_step(self, step: StepEvent) -> Iterable[Finding]:
        """Hear of an optimiser's step, after gradients are complete and before parameters change."""
        return ()

    def on_clip(self, clip: ClipEvent) -> Iterable[Finding]:
        """Hear of gradient clipping, before gradients change."""
        return ()

    def on_schedule(self, schedule: ScheduleEvent) -> Iterable[Finding]:
        """Hear of every step of a learning-rate schedule, after the rate has changed."""
        return ()

    def on_asked(self, asked: Asked) -> Iterable[Finding]:
        """Hear of a trained model that was asked outside training, once it is sure that nothing goes back."""
        return ()

    def on_compared(self, compared: Compared) -> Iterable[Finding]:
        """Hear of a comparison with a model's answers, right after it was asked."""
        return ()

    def on_noise(self, noise: Noise) -> Iterable[Finding]:
        """Hear of a call that works at random in a model that is in eval mode."""
        return ()

    def on_pass(self, over: PassEvent) -> Iterable[Finding]:
        """Hear of a pass over a loader that is over."""
        return ()

    def on_load(self, load: LoadEvent) -> Iterable[Finding]:
        """Hear of weights that are about to be loaded."""
        return ()

    def on_printed(self, printed: Printed) -> Iterable[Finding]:
        """Hear of a number that the program prints and that is not what it should be."""
        return ()

    def on_end(self, run: RunEnd) -> Iterable[Finding]:
        """Hear of the end of the run, however it ended."""
        return ()

    @property
    def borne_out(self) -> Mapping[str, Evidence] | None:
        """Numbers of the run so far that bear out what the source holds likely, but would not be told alone."""
        return None

    def measured(
        self,
        place: Place,
        *,
        step: int,
        series: Mapping[str, Series] | None = None,
        repair: Repair | None = None,
        confidence: Confidence = "certain",
        severity: Severity | None = None,
        related: Mapping[str, Place] | None = None,
        **evidence: Evidence,
    ) -> Finding:
        """Make a finding with measured evidence. `place` is in the user's code; `step` is the first that shows it."""
        return Finding(
            fault=self.fault.name,
            place=place,
            severity=severity or self.fault.severity,
            confidence=confidence,
            evidence=evidence,
            related=related or {},
            repair=repair,
            step=step,
            series=series or {},
        )


class EveryStep(Probe):
    """Shown by every step of one optimiser that was looked at; one that does not show it, and it is silent.

    Override `shows` and `found`. enough: how many steps have to.
    """

    enough: ClassVar[int] = 3
    refutes = False

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self._shown: dict[str, list[StepEvent]] = {}  # optimiser -> the steps that do
        self._fine: set[str] = set()  # optimisers with a step that does not

    def shows(self, step: StepEvent) -> bool | None:
        """Tell whether a step shows the fault, None where it says nothing either way."""
        raise NotImplementedError

    def found(self, steps: Sequence[StepEvent]) -> Finding:
        """Make the finding from the steps that show it."""
        raise NotImplementedError

    def on_step(self, step: StepEvent) -> Iterable[Finding]:
        """Yield once enough steps show it, so that a run that is killed has it."""
        verdict = self.shows(step)
        if verdict is False:
            self._fine.add(step.optimiser)
        if not verdict or step.optimiser in self._fine:
            return
        steps = self._shown.setdefault(step.optimiser, [])
        steps.append(step)
        if len(steps) == self.enough:
            yield self.found(steps)

    def on_end(self, run: RunEnd) -> Iterable[Finding]:
        """Yield again, with the counts of the whole run."""
        for optimiser, steps in self._shown.items():
            if len(steps) >= self.enough and optimiser not in self._fine:
                yield self.found(steps)
