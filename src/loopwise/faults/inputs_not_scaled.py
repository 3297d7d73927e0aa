"""The columns of a table differ by orders of magnitude, and the first layer gets them as they are.

Descent goes at one rate in all directions: the rate that the widest column allows is too small for the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from loopwise.faults import _dynamics_probe
from loopwise.faults._fault import Fault, Measure
from loopwise.records import Confidence, Evidence, Finding, Place, Repair
from loopwise.text import Formula, Text

if TYPE_CHECKING:
    from loopwise.program import Program
    from loopwise.runtime.dynamics import Training

_SIZE = 10.0  # root mean square of what the first layer gets: standardised tables have 1, pixels at most 1
_RATIO = 100.0  # widest column by narrowest, as for the source
_LARGE = (
    30.0  # with columns alike (pixels from 0 to 255), the size from which weights start at the wrong scale
)
_LEARNT = 0.8  # of what could be gained: raw columns may do, as with small steps and many of them


class InputsNotScaled(Fault):
    """Raw columns go into a weighted sum: wine's proline in hundreds beside its hue around 1."""

    severity = "warning"
    confidence = "likely"
    title = Text(en="Inputs not scaled", ko="입력 특성의 크기를 맞추지 않음")
    says = Text(
        en="""The columns of this table have standard deviations from {smallest:.3g} to {largest:.3g}
        ({ratio:.0f} times), and the first layer ({layer_place}) gets them as they are.
        |Columns have standard deviations from {smallest:.3g} to {largest:.3g}; the first layer ({layer}) gets them so.
        |What the first layer ({layer}) gets has a size of {size:.3g}; weights and rates are made for about 1.
        Wide columns decide nearly everything it computes; what the narrow ones tell is learnt very slowly.""",
        ko="""이 표의 열(특성)마다 표준편차가 {smallest:.3g}부터 {largest:.3g}까지로 다른데({ratio:.0f}배),
        첫 층({layer_place})이 이 값을 그대로 받습니다.
        |특성별 표준편차는 {smallest:.3g}부터 {largest:.3g}까지인데, 첫 층({layer})이 그대로 받습니다.
        |첫 층({layer})이 받는 값의 크기는 {size:.3g}입니다. 초깃값과 학습률은 1 정도를 전제로 합니다.
        값이 큰 특성이 계산을 거의 다 결정하고, 값이 작은 특성은 아주 느리게 학습됩니다.""",
    )
    mend = Text(
        en="""Standardise each column: subtract its mean and divide by its standard deviation, both of the training
        rows (StandardScaler: fit on them, transform all).""",
        ko="""특성마다 표준화하세요. 학습 데이터의 평균을 빼고 표준편차로 나눕니다(StandardScaler라면 학습 데이터로
        fit하고 나머지는 transform만 합니다).""",
    )
    why = Text(
        en="""A weight's gradient is the error times its input, so weights of a column in hundreds get gradients
        hundreds of times larger than those of a column around 1, while initialisation and learning rate are the
        same for all. The error surface becomes a long narrow valley: a rate small enough not to jump across it is
        too small to go along it. On the raw wine data an MLP (32 units, 50 epochs, five seeds) reaches 75 % of
        the test set with Adam at 0.001 and 37 % with SGD at 0.01; standardised, 99 % and 97 %. Adam hides some of
        it, trees and batch norm in front do not mind it, and pictures have it seldom: their pixels are alike.""",
        ko="""가중치의 기울기(gradient)는 오차에 입력을 곱한 값입니다. 그래서 값이 수백인 특성의 가중치는 1 근처인
        특성의 가중치보다 기울기가 수백 배 크지만, 초깃값과 학습률은 모두 같습니다. 손실 표면은 길고 좁은 골짜기가
        되어,
        골짜기를 건너뛰지 않을 만큼 작은 학습률로는 골짜기를 따라 나아가지 못합니다. 표준화하지 않은 wine 데이터에서
        MLP(은닉 유닛 32개, 50에포크, 시드 5개)의 테스트 정확도는 Adam 0.001로 75 %, SGD 0.01로 37 %였고, 표준화하면
        각각 99 %와 97 %였습니다. Adam은 이 문제를 조금 가려 줍니다. 트리 모델이나 맨 앞에 배치 정규화가 있는 모델은
        괜찮고, 픽셀의 크기가 서로 비슷한 이미지에서는 드뭅니다.""",
    )
    symptoms = (
        "loss goes down very slowly",
        "accuracy much lower than logistic regression or random forest on the same table",
        "SGD does not learn but Adam does a little",
        "loss explodes unless the learning rate is tiny",
        "loss is nan with SGD on tabular data",
        "do I need StandardScaler for a neural network",
        "features with different ranges",
        "predicts one class on breast cancer or wine data",
        "정형 데이터에서 정확도가 낮아요",
        "랜덤 포레스트보다 신경망 정확도가 훨씬 낮아요",
        "학습률을 아주 작게 해야만 loss가 안 터져요",
        "StandardScaler 꼭 써야 하나요",
        "특성마다 값의 범위가 달라요",
        "loss가 천천히 떨어져요",
    )
    measures = {
        "smallest": Measure(Text(en="smallest standard deviation of a column", ko="특성 표준편차의 최솟값")),
        "largest": Measure(Text(en="largest standard deviation of a column", ko="특성 표준편차의 최댓값")),
        "ratio": Measure(Text(en="largest by smallest", ko="최댓값과 최솟값의 비"), digits=0),
        "size": Measure(Text(en="root mean square of the inputs", ko="입력의 제곱평균제곱근")),
        "condition": Measure(Text(en="condition number of their covariance", ko="입력 공분산의 조건수")),
        "layer": _dynamics_probe.MEASURES["layer"],
        "loss": _dynamics_probe.MEASURES["loss"],
        "start": _dynamics_probe.MEASURES["start"],
        "constant": _dynamics_probe.MEASURES["constant"],
        "steps": _dynamics_probe.MEASURES["steps"],
    }
    formula = Formula(
        r"\frac{\partial \ell}{\partial w_j} = \delta \, x_j, \qquad x_j' = \frac{x_j - \mu_j}{\sigma_j}",
        symbols={
            r"\ell": Text(en="loss", ko="손실(loss)"),
            "w_j": Text(en="weight of column j", ko="특성 j의 가중치"),
            r"\delta": Text(en="error that arrives at the layer", ko="층에 도달한 오차"),
            "x_j": Text(en="a value of column j", ko="특성 j의 값"),
            r"\mu_j, \sigma_j": Text(
                en="mean and standard deviation of column j in the training rows",
                ko="학습 데이터에서 특성 j의 평균과 표준편차",
            ),
        },
        code="X_train, X_test = (X_train - mean) / std, (X_test - mean) / std",
    )
    sources = (
        "LeCun et al. 1998, Efficient BackProp, section 4.3: normalizing the inputs",
        "scikit-learn documentation, Importance of Feature Scaling: the wine data set",
    )

    def rule(self, program: Program) -> Iterator[Finding]:
        """A weighted sum that learns gets columns whose spreads are known and differ a hundredfold."""
        for one in program.unscaled_inputs():
            yield self.at(
                one.place,
                related={"layer_place": one.layer.place},
                smallest=one.columns.smallest,
                largest=one.columns.largest,
                ratio=one.columns.ratio,
            )

    class Probe(_dynamics_probe.DynamicsProbe):
        """The first layer gets large numbers as they are, and the training does not go well."""

        enough = 20

        def shown(self, training: Training) -> Mapping[str, Evidence] | None:
            """None where columns are scaled, or the model learns all the same."""
            given, progress = training.inputs, training.learnt
            if given is None or given.size < _SIZE or (progress is not None and progress >= _LEARNT):
                return None
            smallest, largest = given.spread or (0.0, 0.0)
            uneven = smallest > 0 and largest >= _RATIO * smallest
            if not uneven and given.size < _LARGE:
                return None
            columns = (
                {"smallest": smallest, "largest": largest, "ratio": largest / smallest} if uneven else {}
            )
            condition = given.condition()
            told: dict[str, Evidence] = {"size": given.size, "layer": given.layer}
            known: dict[str, Evidence] = {"condition": condition} if condition else {}
            return {**columns, **told, **known, **_dynamics_probe.losses(training)}

        def sure(self, training: Training) -> Confidence:
            """Certain where little is learnt, or the loss is not finite."""
            progress = training.learnt
            return "certain" if training.not_finite or (progress or 0.0) < 0.5 else "likely"

        def place(self, training: Training) -> Place:
            """Return where the first layer is made."""
            return _dynamics_probe.first_layer_place(training)

        def mended(self, training: Training) -> Repair | None:
            """Return what a what-if does."""
            return Repair(safe=False, intervention="scale-inputs")
