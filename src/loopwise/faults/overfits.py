"""The training loss goes on falling while the loss on held-out data rises."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from loopwise.faults import _dynamics_probe
from loopwise.faults._averages import mean
from loopwise.faults._dynamics_probe import MEASURES
from loopwise.faults._fault import Fault, Measure
from loopwise.records import Confidence, Evidence, Series
from loopwise.text import Formula, Text

if TYPE_CHECKING:
    from loopwise.runtime.dynamics import Evaluation, Training

_PASSES = 5  # evaluations of one kind: fewer are no trend
_RISEN = 1.3  # times its lowest: patience of a few epochs sees less, an early stop never gets there
_SURER = 1.5  # times its lowest: then the shares are far too sure, though the answers may still get better
_TRAIN = 0.7  # times the held-out loss: what the training loss is below by then
_SHARE = 0.01  # of the targets' variance: a regression that has lost less of it is as good as it was
_TINY = 64  # samples, all in every batch: fitting those is a test that the model can learn


class Overfits(Fault):
    """Sixty samples and a hundred epochs."""

    severity = "warning"
    confidence = "likely"
    title = Text(en="Overfitting", ko="과적합(overfitting)")
    says = Text(
        en="""The held-out loss was lowest after step {best_step}, at {lowest:.4g}, and is {held_out:.4g} at the
        end ({risen:.2f} times).
        The training loss fell on to {loss:.4g} meanwhile.
        The held-out score was {best_score:.3f} then and is {score:.3f} now.""",
        ko="""검증 손실은 {best_step}번째 스텝(step) 뒤에 가장 낮았고(값 {lowest:.4g}), 마지막에는
        {held_out:.4g}입니다({risen:.2f}배).
        그동안 학습 손실은 {loss:.4g}까지 계속 줄었습니다.
        검증 점수는 그때 {best_score:.3f}, 지금은 {score:.3f}입니다.""",
    )
    mend = Text(
        en="""Keep the weights of the lowest held-out loss (copy.deepcopy(model.state_dict())) and stop a few
        epochs after it; then try more data or augmentation, weight_decay, dropout, a smaller model.""",
        ko="""검증 손실이 가장 낮을 때의 가중치를 복사해 두고(copy.deepcopy(model.state_dict())) 몇
        에폭(epoch) 뒤에 멈추세요. 그다음 데이터를 늘리거나 증강하고, weight_decay, 드롭아웃, 더 작은 모델을
        시도해 보세요.""",
    )
    why = Text(
        en="""Beyond a point the model lowers the training loss by remembering single samples, noise and all,
        and what it says of others becomes more confident and less right. The gap itself is normal; the
        held-out loss that rises again says that the last epochs cost more than they gave. Accuracy can stay
        level for a while, as only confidence is lost.""",
        ko="""어느 지점부터 모델은 샘플 하나하나를 잡음까지 외워서 학습 손실을 줄이고, 처음 보는 데이터에는 더
        확신하면서 더 틀리게 됩니다. 학습과 검증의 차이 자체는 정상입니다. 검증 손실이 다시 올라간다면 마지막
        에폭들은 얻은 것보다 잃은 것이 많다는 뜻입니다. 정확도(accuracy)는 한동안 그대로일 수 있습니다. 먼저
        잃는 것은 확신의 정확함입니다.""",
    )
    symptoms = (
        "validation loss increases while training loss decreases",
        "val loss goes up",
        "train accuracy 100% but test accuracy low",
        "model overfits",
        "gap between train and validation",
        "val loss만 올라가요",
        "검증 손실이 올라가요",
        "과적합돼요",
        "오버피팅",
        "학습 정확도는 100%인데 테스트 정확도가 낮아요",
    )
    often = 3
    measures = {
        "lowest": Measure(Text(en="lowest held-out loss", ko="가장 낮은 검증 손실")),
        "best_step": Measure(Text(en="steps before it", ko="그때까지의 스텝 수"), digits=0),
        "held_out": Measure(Text(en="held-out loss at the end", ko="마지막 검증 손실")),
        "risen": Measure(Text(en="last by lowest", ko="마지막과 최저의 비")),
        "loss": MEASURES["loss"],
        "best_score": Measure(Text(en="held-out score then", ko="그때의 검증 점수")),
        "score": Measure(Text(en="held-out score at the end", ko="마지막 검증 점수")),
    }
    formula = Formula(
        r"\text{gap} = L_{\text{held out}} - L_{\text{train}}",
        symbols={
            r"L_{\text{held out}}": Text(
                en="loss on data not trained on", ko="학습에 쓰지 않은 데이터의 손실"
            ),
            r"L_{\text{train}}": Text(en="loss on the training data", ko="학습 데이터의 손실"),
        },
        code="if val_loss < best: best, kept = val_loss, copy.deepcopy(model.state_dict())",
    )
    sources = (
        "Prechelt 1998, Early Stopping - But When?",
        "Goodfellow, Bengio and Courville 2016, Deep Learning, section 7.8: early stopping",
    )

    class Probe(_dynamics_probe.DynamicsProbe):
        """One kind of evaluation has its lowest loss in the first part of the run and ends far above it."""

        enough = 20

        def shown(self, training: Training) -> Mapping[str, Evidence] | None:
            """Return the kind that has risen furthest; None where the score rises all the same."""
            risen = [one for one in held_out(training) if one.overfits(training)]
            if not risen or fits_a_few(training):
                return None
            worst = max(risen, key=lambda one: one.risen)
            scores = {"best_score": worst.lowest.score, "score": worst.score}
            known = {name: value for name, value in scores.items() if value is not None}
            return {
                "lowest": worst.lowest.loss,
                "best_step": worst.lowest.step,
                "held_out": worst.last,
                "risen": worst.risen,
                "loss": training.mean_loss(0.8, 1.0),
                **known,
            }

        def sure(self, training: Training) -> Confidence:
            """A program may keep its best weights, which a run does not show."""
            return "likely"

        def series(self, training: Training) -> Mapping[str, Series]:
            """Return both losses."""
            passes = max(held_out(training), key=lambda one: one.risen).passes
            drawn = Series(tuple(one.step for one in passes), tuple(one.loss for one in passes))
            return {"loss": training.series, "held_out": drawn}


class Passes(NamedTuple):
    """The evaluations at one place of a program, in their order."""

    passes: tuple[Evaluation, ...]

    @property
    def lowest(self) -> Evaluation:
        """The pass with the lowest loss."""
        return min(self.passes, key=lambda one: one.loss)

    @property
    def last(self) -> float:
        """Mean loss of the last fifth."""
        return mean(one.loss for one in self._end)

    @property
    def score(self) -> float | None:
        """Mean score of the last fifth."""
        scores = [one.score for one in self._end if one.score is not None]
        return mean(scores) if scores else None

    @property
    def risen(self) -> float:
        """Last by lowest."""
        return self.last / self.lowest.loss if self.lowest.loss > 0 else 0.0

    @property
    def _end(self) -> tuple[Evaluation, ...]:
        return self.passes[-max(2, len(self.passes) // 5) :]

    def overfits(self, training: Training) -> bool:
        """Tell whether the loss has risen since its lowest, and the training loss is below.

        Where the score has risen as well, the loss must have risen further; near a loss of 0 any noise is several
        times the lowest, so a regression must explain less of its targets, too.
        """
        lowest, score = self.lowest, self.score
        early = self.passes.index(lowest) < 0.7 * len(self.passes)
        better = score is not None and lowest.score is not None and score > lowest.score + 0.01
        trained = training.mean_loss(0.8, 1.0)
        fell = trained < min(_TRAIN * self.last, training.mean_loss(0.0, 0.2))  # or everything diverges
        return early and fell and not self._explains_as_much and self.risen >= (_SURER if better else _RISEN)

    @property
    def _explains_as_much(self) -> bool:
        before, now = self.lowest.explained, self.score
        return before is not None and now is not None and before - now < _SHARE


def held_out(training: Training) -> list[Passes]:
    """Return the evaluations by the place they are made at, those with a trend to speak of."""
    by_place: dict[int, list[Evaluation]] = {}
    for one in training.evaluations:
        by_place.setdefault(one.where, []).append(one)
    return [Passes(tuple(passes)) for passes in by_place.values() if len(passes) >= _PASSES]


def fits_a_few(training: Training) -> bool:
    """Tell whether each batch is the same handful of samples: a test that the model can learn at all."""
    looks = training.answers
    return (
        bool(looks)
        and looks[0].samples <= _TINY
        and len({(one.samples, one.targets, round(one.target_mean, 6)) for one in looks}) == 1
    )
