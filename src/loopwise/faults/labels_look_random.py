"""The model fits its training data, and on held-out data it is never better than a constant answer."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from loopwise.faults import _dynamics_probe
from loopwise.faults._averages import mean
from loopwise.faults._dynamics_probe import MEASURES
from loopwise.faults._fault import Fault, Measure
from loopwise.faults.overfits import Passes, fits_a_few, held_out
from loopwise.records import Confidence, Evidence, Finding, Series
from loopwise.text import Formula, Text

if TYPE_CHECKING:
    from loopwise.program import Program
    from loopwise.runtime.dynamics import Training

_FITTED = 0.2  # of the training data: it can learn, so it is not the model
_SAMPLES = 100  # held out: fewer tell little
_BY_HEART = 0.33  # of the training data: it is fitted far beyond what held-out data ever gains
_EVEN = (
    0.8  # share of the commonest class: above, its answer alone is right so often that nothing can be told
)
_BARELY = (
    0.01  # of the constant answer's loss, below it in training and above it held out: both go their own way
)
_MANY = 300  # samples held out: enough to tell that way from chance
_LUCK = 2.0  # standard errors above that share; digits with 85 % of their labels drawn anew are 6 above


class LabelsLookRandom(Fault):
    """Labels sorted, rows shuffled: nothing belongs together any more."""

    severity = "warning"
    confidence = "hint"
    title = Text(en="Labels look random", ko="무작위로 보이는 정답 레이블(label)")
    says = Text(
        en="""Inputs and labels are shuffled apart: the labels by {shuffled}, the inputs by {other}, another draw
        ({other_place}). No row keeps its own label.
        | Of inputs and labels, only one is put into another order here ({shuffled}); no row keeps its own label.
        The training loss comes down to {loss:.4g}, but the held-out loss is never below {lowest:.4g}; the
        classes' shares alone give {chance:.4g} there. What is learnt does not carry over to a single new sample.
        {score:.1%} of the held-out answers are right.
        Always answering the commonest class is right in {commonest:.1%}.""",
        ko="""레이블과 입력을 서로 다른 순서로 섞습니다. 레이블: {shuffled} / 입력: {other} ({other_place}). 서로 맞는
        짝이 남지 않습니다.
        | 입력과 레이블 가운데 한쪽만 순서를 바꿉니다({shuffled}). 서로 맞는 짝이 남지 않습니다.
        학습 손실은 {loss:.4g}까지 줄지만 검증 손실은 {lowest:.4g}보다 낮아진 적이 없습니다. 클래스 비율만
        답해도
        {chance:.4g}입니다. 배운 것이 처음 보는 데이터에는 전혀 통하지 않습니다.
        검증 데이터에서 맞은 답은 {score:.1%}입니다.
        늘 가장 많은 클래스만 답할 때 맞는 비율은 {commonest:.1%}입니다.""",
    )
    mend = Text(
        en="""Look at ten rows with their labels. The usual cause is that inputs and labels were shuffled,
        sorted or filtered apart; do it with one permutation for both. Shuffle the labels on purpose and run
        again: the same curves confirm it.""",
        ko="""데이터 열 개를 레이블과 나란히 놓고 보세요. 흔한 원인은 입력과 레이블을 따로 섞거나 정렬하거나
        걸러 낸 것입니다. 순열 하나로 둘을 함께 섞으세요. 레이블을 일부러 섞어서 다시 돌렸을 때 곡선이
        똑같다면 이 문제가 맞습니다.""",
    )
    why = Text(
        en="""A network with enough weights learns any labels by heart, random ones too (Zhang et al. 2017).
        On new data that is worth nothing, so the held-out loss starts at that of a constant answer and only
        rises. Plain over-fitting looks different: there the held-out loss falls first.""",
        ko="""가중치가 충분한 신경망은 무작위 레이블도 통째로 외웁니다(Zhang et al. 2017). 처음 보는
        데이터에는 아무 쓸모가 없으므로 검증 손실은 늘 같은 답을 낼 때의 값에서 시작해 올라가기만 합니다.
        보통의 과적합(overfitting)은 검증 손실이 먼저 줄어든다는 점이 다릅니다.""",
    )
    symptoms = (
        "validation accuracy stays at chance but training accuracy goes up",
        "val loss never decreases",
        "labels are wrong",
        "학습 정확도만 올라가고 검증 정확도는 그대로예요",
        "val loss가 한 번도 안 내려가요",
        "레이블이 섞인 것 같아요",
    )
    measures = {
        "shuffled": Measure(Text(en="draw that shuffles", ko="섞는 코드")),
        "other": Measure(Text(en="draw that shuffles the inputs", ko="입력을 섞는 코드")),
        "loss": MEASURES["loss"],
        "lowest": Measure(Text(en="lowest held-out loss", ko="가장 낮은 검증 손실")),
        "chance": Measure(
            Text(en="held-out loss of a constant answer", ko="항상 같은 답을 낼 때의 검증 손실")
        ),
        "score": Measure(Text(en="share of held-out answers that are right", ko="검증 데이터에서 맞은 비율")),
        "commonest": Measure(
            Text(en="share of the commonest class held out", ko="검증 데이터에서 가장 많은 클래스의 비율")
        ),
        "samples": Measure(Text(en="held-out samples", ko="검증 샘플 수"), digits=0),
    }
    formula = Formula(
        r"\min_t L_{\text{held out}}(t) \ge H(p)",
        symbols={
            r"L_{\text{held out}}": Text(en="loss on held-out data", ko="검증 손실"),
            "H(p)": Text(en="entropy of the classes' shares", ko="클래스 비율의 엔트로피"),
        },
        code="order = torch.randperm(len(x)); x, y = x[order], y[order]",
    )
    sources = ("Zhang et al. 2017, Understanding deep learning requires rethinking generalization",)

    def rule(self, program: Program) -> Iterator[Finding]:
        """A draw shuffles the labels, the inputs or both, and the rows they belong to did not go through it."""
        for apart in program.rows_apart():
            shuffled, other = apart.draws
            related = {"other_place": apart.other_place} if apart.other_place else {}
            yield self.at(
                apart.place, confidence="likely", related=related, shuffled=shuffled, other=other or None
            )

    class Probe(_dynamics_probe.DynamicsProbe):
        """No held-out pass is better than the classes' shares, while training data is fitted."""

        judges = False  # a net that is small, or held back, shows nothing of it
        enough = 50

        def shown(self, training: Training) -> Mapping[str, Evidence] | None:
            """Return the kind of evaluation with the highest loss: that is the held-out one."""
            learnt, worst = training.learnt, _held_out(training)
            chance = _chance(worst) if worst else None
            if learnt is None or worst is None or chance is None or fits_a_few(training):
                return None
            fitted = learnt >= _FITTED and worst.lowest.loss >= 0.98 * chance
            if not fitted and not (learnt >= _BARELY and _only_worse(worst, chance)):
                return None
            right = {"score": worst.score, "commonest": _commonest(worst)} if worst.score is not None else {}
            told = {"lowest": worst.lowest.loss, "chance": chance, "samples": worst.lowest.samples}
            return {"loss": training.loss or 0.0, **told, **right}

        def sure(self, training: Training) -> Confidence:
            """Over-fitting keeps some right answers, at least at its lowest loss; what is random has only luck.

            Only a rerun with shuffled labels tells it for certain.
            """
            worst, learnt = _held_out(training), training.learnt or 0.0
            return "likely" if worst and learnt >= _BY_HEART and _only_luck(worst) else "hint"

        def series(self, training: Training) -> Mapping[str, Series]:
            """Return both losses."""
            worst = _held_out(training)
            passes = worst.passes if worst else ()
            drawn = Series(tuple(one.step for one in passes), tuple(one.loss for one in passes))
            return {"loss": training.series, "lowest": drawn}


def _held_out(training: Training) -> Passes | None:
    return max(held_out(training), key=lambda one: one.last, default=None)


def _only_worse(passes: Passes, chance: float) -> bool:
    """Tell whether held-out data never did better than the classes' shares and does worse by the end, answers by luck.

    A net that is too small, or was not trained long enough, to learn the labels by heart shows no more than that.
    """
    first, lowest = passes.passes[0], passes.lowest
    rises = passes.last > max(first.loss, (1 + _BARELY) * chance)
    return lowest.samples >= _MANY and lowest.loss >= chance and rises and _only_luck(passes)


def _only_luck(passes: Passes) -> bool:
    """Tell whether held-out answers are right no oftener than the commonest class, at the lowest loss and overall."""
    share, lowest = _commonest(passes), passes.lowest
    scores = [one.score for one in passes.passes if one.score is not None]
    if share > _EVEN or lowest.score is None or not scores:
        return False
    most = share + _LUCK * math.sqrt(share * (1 - share) / lowest.samples)
    return max(lowest.score, mean(scores)) <= most


def _commonest(passes: Passes) -> float:
    """Return the share of the commonest class, known where `_chance` is."""
    targets = passes.passes[-1].targets
    return max(targets) / sum(targets)


def _chance(passes: Passes) -> float | None:
    last = passes.passes[-1]
    return last.chance if last.samples >= _SAMPLES else None
