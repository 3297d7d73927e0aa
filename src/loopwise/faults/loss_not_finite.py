"""The loss becomes nan or infinite: which operation made it first, or which parameter had it already."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from loopwise.faults import _dynamics_probe
from loopwise.faults._dynamics_probe import MEASURES
from loopwise.faults._fault import Fault, Measure
from loopwise.records import Evidence
from loopwise.text import Formula, Text

if TYPE_CHECKING:
    from loopwise.runtime.dynamics import Training


class LossNotFinite(Fault):
    """A square root at 0, a logarithm of 0, rows with missing values, numbers that overflow."""

    severity = "error"
    title = Text(en="The loss is not finite", ko="손실(loss)이 nan 또는 무한대")
    says = Text(
        en="""The loss is {value} from step {at} on.
        Just before it was {before:.4g}.
        The first operation whose result is not finite: {operation}.
        It belongs to layer {layer}.
        Before this step, weights were not finite already: {weights}. The gradient of the step before made them so.
        The data already has missing or infinite values: {given}.""",
        ko="""{at}번째 스텝(step)부터 손실 값이 유한하지 않습니다({value}).
        바로 앞의 손실은 {before:.4g}였습니다.
        결과가 처음으로 유한하지 않은 연산: {operation}
        그 연산이 속한 층: {layer}
        이 스텝 전에 이미 유한하지 않던 가중치: {weights}. 바로 앞 스텝의 기울기(gradient)가 그렇게 만들었습니다.
        데이터에 이미 빠진 값이나 무한대가 있습니다: {given}""",
    )
    mend = Text(
        en="""Data: drop or fill rows with missing values (x[torch.isfinite(x).all(1)]). A division, root or
        logarithm: keep its input away from 0 (clamp(min=1e-6)), or use the loss that does it inside. A loss
        that grew first: lower the learning rate.""",
        ko="""데이터 문제라면 빠진 값이 있는 행을 지우거나 채우세요(x[torch.isfinite(x).all(1)]). 나눗셈,
        제곱근, 로그라면 입력이 0이 되지 않게 하거나(clamp(min=1e-6)) 그 계산을 안에서 하는 손실 함수를
        쓰세요. 손실이 먼저 커졌다면 학습률(learning rate)을 줄이세요.""",
    )
    why = Text(
        en="""nan means that a result is not a number, as 0 / 0 or inf - inf; it goes through every further
        operation, and one step with it leaves nan in every parameter, so all later losses are nan as well.
        The first place is what matters. A root or a norm is fine at 0 and its slope is not: then the loss is
        still finite, and the weights become nan with the next step.""",
        ko="""nan은 0 / 0이나 inf - inf처럼 결과가 수가 아니라는 뜻입니다. 한번 생기면 뒤의 모든 연산으로
        번지고, 한 스텝만 지나도 모든 파라미터가 nan이 되어 그 뒤의 손실도 모두 nan입니다. 그래서 처음 생긴
        곳이 중요합니다. 제곱근이나 노름은 0에서 값은 유한하지만 기울기가 유한하지 않습니다. 이때는 손실이
        아직 유한한데 다음 스텝에서 가중치가 nan이 됩니다.""",
    )
    symptoms = (
        "loss is nan",
        "loss becomes inf",
        "loss nan after a few epochs",
        "nan in training from the first step",
        "weights become nan",
        "nan 떠요",
        "로스가 nan이에요",
        "loss가 갑자기 nan이 돼요",
        "loss가 inf예요",
        "가중치가 nan이에요",
    )
    often = 3
    measures = {
        "value": Measure(Text(en="loss", ko="손실 값")),
        "at": Measure(Text(en="first step", ko="처음 나타난 스텝"), digits=0),
        "before": Measure(Text(en="last finite loss", ko="마지막으로 유한했던 손실 값")),
        "operation": Measure(Text(en="first operation that is not finite", ko="처음으로 유한하지 않은 연산")),
        "layer": MEASURES["layer"],
        "weights": Measure(Text(en="weights that were not finite before", ko="이미 유한하지 않던 가중치")),
        "given": Measure(Text(en="data that is not finite", ko="유한하지 않은 데이터")),
        "rate": MEASURES["rate"],
        "start": MEASURES["start"],
    }
    formula = Formula(
        r"\frac{d}{dx}\sqrt{x} = \frac{1}{2\sqrt{x}} \to \infty \quad (x \to 0)",
        symbols={"x": Text(en="what the root is taken of", ko="제곱근 안의 값")},
        code="torch.sqrt(x.clamp(min=1e-6))",
    )
    sources = (
        "PyTorch documentation, torch.autograd.detect_anomaly: raises where backward generates nan",
        "PyTorch documentation, Numerical accuracy: extremal values",
    )

    class Probe(_dynamics_probe.DynamicsProbe):
        """`backward()` was called on it."""

        enough = 1
        plain = False

        def shown(self, training: Training) -> Mapping[str, Evidence] | None:
            """Return where it came from, as far as the graph tells."""
            found = training.not_finite
            if found is None:
                return None
            given = ", ".join(
                name for name, is_it in (("inputs", found.inputs), ("targets", found.targets)) if is_it
            )
            told: dict[str, Evidence | None] = {
                "value": found.value,
                "at": found.step,
                "before": found.before,
                "operation": "" if found.weights or given else found.operation,
                "layer": "" if found.weights or given or not found.operation else found.layer,
                "weights": "" if given else found.weights,
                "given": given,
                "start": training.start,
                "rate": training.rate,
            }
            return {name: value for name, value in told.items() if value not in (None, "")}

        def since(self, training: Training) -> int:
            """Return the step at which it became so."""
            return training.not_finite.step if training.not_finite else training.first
