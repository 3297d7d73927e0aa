"""An evaluation puts the model into eval mode, and it is trained further in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from loopwise.faults import _probe
from loopwise.faults._errors import ErrorText
from loopwise.faults._fault import Fault, Measure
from loopwise.records import Finding
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.program import Program
    from loopwise.runtime.events import RunEnd, StepEvent
    from loopwise.runtime.step_events import EvalMode


class TrainModeNotRestored(Fault):
    """`eval()` in each epoch, `train()` only once before the first."""

    severity = "error"
    title = Text(en="Trained on in eval mode", ko="평가 모드로 이어지는 학습")
    says = Text(
        en="""eval() is called here for an evaluation and train() never after it, so training goes on in eval mode
        ({train_place}). Layers that work differently there: {layers}.
        In this run {eval_steps} of {sampled_steps} steps looked at were taken in eval mode, from step {steps} on.""",
        ko="""평가하려고 여기에서 eval()을 부른 뒤 train()을 다시 부르지 않아, 그다음 학습이 평가 모드로 이어집니다
        ({train_place}). 평가 모드에서 다르게 동작하는 층: {layers}
        이번 실행에서 살펴본 스텝(step) {sampled_steps}개 중 평가 모드로 학습한 스텝은 {eval_steps}개입니다.
        그 첫 스텝은 {steps}번째입니다.""",
    )
    mend = Text(
        en="Call model.train() at the start of every epoch, before the loop over the batches.",
        ko="에폭(epoch)이 시작될 때마다 배치 반복문 앞에서 model.train()을 호출하세요.",
    )
    why = Text(
        en="""The mode stays as it was last set. From the second epoch on, dropout is off, and nothing works against
        over-fitting any more; batch norm takes the mean and variance of the first epoch for good, which belong to
        weights that have long changed. The loss goes on falling, so nothing looks wrong.""",
        ko="""모드는 마지막에 정한 대로 남습니다. 두 번째 에폭부터 드롭아웃이 꺼져 과적합(overfitting)을 막는 것이 없고,
        배치 정규화(batch normalization)는 첫 에폭에 모은 평균과 분산을 계속 쓰는데 가중치는 이미 달라져 있습니다.
        손실은 계속 줄어들기 때문에 겉으로는 이상이 없어 보입니다.""",
    )
    symptoms = (
        "cudnn RNN backward can only be called in training mode",
        "overfits from the second epoch on",
        "dropout has no effect",
        "batch norm statistics are not updated",
        "training gets worse after the first validation",
        "loss jumps after the first epoch",
        "드롭아웃이 효과가 없어요",
        "두 번째 에폭부터 과적합돼요",
        "val loss만 올라가요",
        "model.train()을 어디에 써야 하나요",
    )
    errors = (ErrorText(r"cudnn RNN backward can only be called in training mode"),)
    measures = {
        "layers": Measure(Text(en="layers that depend on the mode", ko="모드에 따라 달라지는 층")),
        "eval_steps": Measure(Text(en="steps taken in eval mode", ko="평가 모드에서 학습한 스텝"), digits=0),
        "sampled_steps": Measure(Text(en="steps looked at", ko="살펴본 스텝"), digits=0),
        "steps": Measure(Text(en="first step in eval mode", ko="평가 모드로 학습한 첫 스텝"), digits=0),
    }
    sources = (
        "PyTorch documentation, torch.nn.Module.train: sets the module in training mode",
        "PyTorch documentation, Autograd mechanics: evaluation mode",
    )

    def rule(self, program: Program) -> Iterator[Finding]:
        """A model with dropout or batch norm was trained, evaluated in eval mode, and is trained under the same."""
        for lasting in program.lasting_evals():
            meant = lasting.is_frozen or program.restores_modes
            yield self.at(
                lasting.place,
                confidence="hint" if meant else None,
                repair=lasting.back_to_training(),
                related={"train_place": lasting.train_place},
                layers=", ".join(lasting.layers),
            )

    class Probe(_probe.Probe):
        """The whole of what an optimiser trains is in eval mode at its steps, after others in training mode."""

        refutes = False
        enough = 3

        def __init__(self, fault: Fault) -> None:
            super().__init__(fault)
            self.looked_at: dict[int, int] = {}  # optimiser -> sampled steps
            self.seen: dict[int, list[StepEvent]] = {}  # optimiser -> those in eval mode

        def on_step(self, step: StepEvent) -> Iterator[Finding]:
            """Yield when enough steps show it."""
            self.looked_at[step.key] = self.looked_at.get(step.key, 0) + 1
            if step.eval_mode:
                steps = self.seen.setdefault(step.key, [])
                steps.append(step)
                if len(steps) == self.enough:
                    yield self._finding(step.key, step.eval_mode)

        def on_end(self, run: RunEnd) -> Iterator[Finding]:
            """Yield with the counts of the whole run."""
            for key, steps in self.seen.items():
                if len(steps) >= self.enough and steps[0].eval_mode:
                    yield self._finding(key, steps[0].eval_mode)

        def _finding(self, key: int, mode: EvalMode) -> Finding:
            steps = self.seen[key]
            return self.measured(
                mode.place,
                step=steps[0].step,
                related={"train_place": steps[0].backward_place or steps[0].place},
                layers=mode.layers,
                eval_steps=len(steps),
                sampled_steps=self.looked_at[key],
                steps=steps[0].step,
            )
