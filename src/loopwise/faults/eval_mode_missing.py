"""A model with dropout or batch normalisation is judged in training mode.

Dropout then deletes units of the model that is judged, and batch norm takes mean and variance from the batch it is
given instead of those it learnt: the metric depends on chance and on what else is in the batch.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from loopwise.faults import _probe
from loopwise.faults._fault import Fault, Measure
from loopwise.records import Evidence, Finding
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.program import Program
    from loopwise.runtime.evaluation_events import Asked, Compared, Modes
    from loopwise.runtime.events import RunEnd


class EvalModeMissing(Fault):
    """An evaluation without `model.eval()`."""

    severity = "warning"
    title = Text(en="Evaluated in training mode", ko="학습 모드에서 평가함")
    says = Text(
        en="""The model is judged in training mode, and its {layers} works differently there.
        | The model is judged in training mode, where dropout and batch norm work differently.
        The number printed is not the one of the model you would use.
        In this run {asked} of the answers looked at were given in training mode, first after step {steps}.
        On one batch of {rows} rows {changed:.1%} of the answers are others in training mode than in eval mode.
        Right there: {right_training:.3f} in training mode, {right_eval:.3f} in eval mode.""",
        ko="""모델을 학습 모드로 둔 채 평가합니다. 학습 모드에서 다르게 동작하는 층: {layers}
        | 모델을 학습 모드로 둔 채 평가합니다. 드롭아웃과 배치 정규화는 학습 모드에서 다르게 동작합니다.
        출력된 수치는 실제로 사용할 모델의 성능이 아닙니다.
        이번 실행에서 살펴본 답 가운데 {asked}개가 학습 모드에서 나왔습니다. 첫 시점은 스텝(step)
        {steps} 뒤입니다.
        샘플 {rows}개짜리 배치 하나에서 학습 모드와 평가 모드의 답이 다른 비율은 {changed:.1%}입니다.
        이 배치의 정확도는 학습 모드에서 {right_training:.3f}, 평가 모드에서 {right_eval:.3f}입니다.""",
    )
    mend = Text(
        en="Call model.eval() before the evaluation, and model.train() before training goes on.",
        ko="평가하기 전에 model.eval()을 호출하고, 학습을 이어 갈 때는 먼저 model.train()을 호출하세요.",
    )
    why = Text(
        en="""In training mode dropout switches off random units, so each evaluation asks another, weaker network, and
        two evaluations differ. Batch norm uses the mean and variance of the batch at hand instead of the running ones:
        an answer then depends on the other samples of its batch, and the running ones are even changed by test data.
        torch.no_grad() does not help: it turns off the recording of gradients, not these layers.""",
        ko="""학습 모드에서 드롭아웃은 뉴런을 무작위로 끕니다. 그래서 평가할 때마다 더 약한 다른 신경망이 답하고 결과도
        매번 달라집니다. 배치 정규화(batch normalization)는 학습 중에 모아 둔 평균과 분산 대신 지금 배치의 값을 쓰므로,
        한 샘플의 답이 같은 배치의 다른 샘플에 따라 바뀌고, 모아 둔 값까지 테스트 데이터로 갱신됩니다.
        torch.no_grad()는 기울기(gradient) 기록만 끌 뿐 이 층들의 동작은 바꾸지 않습니다.""",
    )
    symptoms = (
        "accuracy differs at each evaluation",
        "same input gives different output",
        "works in train but not in eval",
        "test accuracy depends on the batch size",
        "validation accuracy lower than it should be with dropout",
        "평가할 때마다 정확도가 달라요",
        "같은 입력인데 결과가 매번 달라요",
        "model.eval() 안 썼을 때",
    )
    often = 3
    measures = {
        "layers": Measure(Text(en="layers that depend on the mode", ko="모드에 따라 달라지는 층")),
        "asked": Measure(Text(en="answers in training mode", ko="학습 모드에서 나온 답"), digits=0),
        "steps": Measure(Text(en="steps before the first", ko="첫 답 이전의 스텝"), digits=0),
        "rows": Measure(Text(en="rows of the batch tried again", ko="다시 계산한 배치의 샘플 수"), digits=0),
        "changed": Measure(
            Text(en="share of answers that differ between the modes", ko="두 모드에서 답이 다른 비율")
        ),
        "apart": Measure(Text(en="mean distance between the answers", ko="두 모드의 출력 차이(평균)")),
        "right_training": Measure(
            Text(en="accuracy on it in training mode", ko="이 배치의 정확도(학습 모드)")
        ),
        "right_eval": Measure(Text(en="accuracy on it in eval mode", ko="이 배치의 정확도(평가 모드)")),
    }
    sources = (
        "PyTorch documentation, torch.nn.Module.eval: sets the module in evaluation mode",
        "Srivastava et al. 2014, Dropout: a simple way to prevent neural networks from overfitting",
        "Ioffe and Szegedy 2015, Batch normalization, https://arxiv.org/abs/1502.03167",
    )

    def rule(self, program: Program) -> Iterator[Finding]:
        """A trained model answers for a metric while dropout or batch norm surely are in training mode."""
        for first, last in program.noisy_evaluations():
            layers = ", ".join(first.noisy)
            yield self.at(first.ask.place, repair=first.in_eval_mode(last), layers=layers)

    class Probe(_probe.Probe):
        """A trained model answers in training mode where no gradient goes back.

        Asked twice about one input it is sampled on purpose (Monte Carlo dropout). Between two steps a generator or a
        teacher is asked like that, so what comes so close counts only where the training is over.
        """

        refutes = False
        apart = 5  # steps since it was asked before

        def __init__(self, fault: Fault) -> None:
            super().__init__(fault)
            self.seen: dict[int, list[Asked]] = {}  # model -> its answers in training mode
            self.close: dict[int, list[Asked]] = {}  # the same, between two steps
            self.sampled: set[int] = set()
            self.judged: set[int] = set()  # models whose answers were compared with something

        def on_asked(self, asked: Asked) -> Iterator[Finding]:
            """Yield at the first such answer."""
            if asked.again and asked.training:
                self.sampled.add(asked.key)
            if not (asked.training and asked.layers) or asked.inside or asked.key in self.sampled:
                return
            self.judged |= {asked.key} if asked.judged else set()
            known = self.seen if asked.since >= self.apart or asked.key in self.seen else self.close
            known.setdefault(asked.key, []).append(asked)
            if known is self.seen and len(known[asked.key]) == 1 and asked.judged:
                yield self._finding(known[asked.key], None)

        def on_compared(self, compared: Compared) -> Iterator[Finding]:
            """Note that a model is judged by what it answers; a generator's pictures are only looked at."""
            if compared.how == "equal":
                self.judged.add(compared.key)
            return iter(())

        def on_end(self, run: RunEnd) -> Iterator[Finding]:
            """Yield with what both modes answer to one batch."""
            for key in sorted(self.judged - self.sampled):
                answers = self.close.get(key, []) + self.seen.get(key, [])
                if answers and (key in self.seen or answers[-1].step == run.steps):
                    yield self._finding(answers, next((one for one in run.modes if one.key == key), None))

        def _finding(self, answers: Sequence[Asked], modes: Modes | None) -> Finding:
            first = answers[0]
            numbers: dict[str, Evidence] = {
                "layers": first.layers,
                "asked": len(answers),
                "steps": first.step,
            }
            if modes is not None:
                numbers |= {"rows": modes.rows, "changed": modes.changed, "apart": modes.apart}
            if modes is not None and modes.right_training is not None and modes.right_eval is not None:
                numbers |= {"right_training": modes.right_training, "right_eval": modes.right_eval}
            return replace(self.measured(first.place, step=first.step), evidence=numbers)
