"""Dropout is called as a function without saying whether the model trains: it stays on in evaluation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from loopwise.faults import _probe
from loopwise.faults._fault import Fault, Measure
from loopwise.records import Evidence, Finding, Place
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.program import Program
    from loopwise.runtime.evaluation_events import Noise
    from loopwise.runtime.events import RunEnd


class DropoutAlwaysOn(Fault):
    """`F.dropout(x)` without `training=`; `nn.Dropout()(x)` made in `forward`."""

    severity = "warning"
    title = Text(en="Dropout that never turns off", ko="꺼지지 않는 드롭아웃")
    says = Text(
        en="""F.dropout does not know the model's mode, and its training argument is True unless it is given.
        model.eval() does not turn it off: evaluations of one input differ.
        In this run it was called {calls} times in eval mode, with a rate of {rate:.2g}.
        Asked twice about one batch in eval mode, the model's answers were {apart:.3g} apart on average.""",
        ko="""F.dropout은 모델의 모드를 모르고, training 인자를 주지 않으면 True입니다.
        model.eval()로 꺼지지 않아서, 같은 입력을 평가해도 결과가 매번 다릅니다.
        이번 실행에서 평가 모드인데도 드롭아웃이 {calls}번 적용되었습니다(비율 {rate:.2g}).
        평가 모드에서 같은 배치를 두 번 계산하면 출력의 차이는 평균 {apart:.3g}입니다.""",
    )
    mend = Text(
        en="Write F.dropout(x, training=self.training), or make nn.Dropout() once in __init__.",
        ko="F.dropout(x, training=self.training)으로 쓰거나, __init__에서 nn.Dropout()을 한 번 만들어 쓰세요.",
    )
    why = Text(
        en="""Dropout sets random features to 0 while training, so that the model leans on none of them. In
        evaluation it has to be off. nn.Dropout is a part of the model and follows train() and eval(); the
        function sees only its arguments. If you want it on in evaluation (Monte Carlo dropout), say so:
        training=True.""",
        ko="""드롭아웃은 학습할 때 특성 일부를 무작위로 0으로 만들어 모델이 어느 하나에 기대지 않게 합니다.
        평가할 때는 꺼져야 합니다. nn.Dropout은 모델의 일부라서 train()과 eval()을 따르지만, 함수는 받은 인자만
        봅니다. 평가할 때도 일부러 켜 두려면(몬테카를로 드롭아웃) training=True라고 밝혀 두세요.""",
    )
    symptoms = (
        "evaluation gives a different accuracy every time",
        "predictions are random in eval mode",
        "dropout stays on during evaluation",
        "평가할 때마다 정확도가 달라져요",
        "eval인데 예측이 매번 달라져요",
        "같은 입력인데 예측이 매번 달라져요",
        "accuracy differs at each evaluation",
    )
    measures = {
        "calls": Measure(Text(en="calls in eval mode", ko="평가 모드에서 호출한 횟수"), digits=0),
        "rate": Measure(Text(en="share of values dropped", ko="버리는 값의 비율"), digits=2),
        "apart": Measure(
            Text(en="distance between two answers to one batch", ko="같은 배치를 두 번 계산한 출력의 차이")
        ),
    }
    sources = ("PyTorch documentation, torch.nn.functional.dropout: training=True by default",)

    def rule(self, program: Program) -> Iterator[Finding]:
        """A dropout inside a model that its mode does not reach."""
        for dropout in program.dropouts_always_on():
            yield self.at(dropout.place, repair=dropout.with_training())

    class Probe(_probe.Probe):
        """Dropout works although the module it stands in, and the whole model, are in eval mode."""

        refutes = False

        def __init__(self, fault: Fault) -> None:
            super().__init__(fault)
            self.seen: dict[Place, list[Noise]] = {}

        def on_noise(self, noise: Noise) -> Iterator[Finding]:
            """Yield at the first call of a line."""
            calls = self.seen.setdefault(noise.place, [])
            calls.append(noise)
            if len(calls) == 1:
                yield self._finding(calls, None)

        def on_end(self, run: RunEnd) -> Iterator[Finding]:
            """Yield with how far two answers to one batch were apart."""
            apart = max((modes.twice for modes in run.modes), default=0.0)
            yield from (self._finding(calls, apart or None) for calls in self.seen.values())

        def _finding(self, calls: Sequence[Noise], apart: float | None) -> Finding:
            first = calls[0]
            numbers: dict[str, Evidence] = {"calls": len(calls), "rate": first.rate}
            return replace(
                self.measured(first.place, step=first.step),
                evidence=numbers if apart is None else {**numbers, "apart": apart},
            )
