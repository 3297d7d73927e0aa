"""The steps are so short that the planned number of them leads nowhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from loopwise.faults import _dynamics_probe
from loopwise.faults._dynamics_probe import MEASURES, WELL, losses
from loopwise.faults._fault import Fault, Measure
from loopwise.faults._way import gone, was_falling, way
from loopwise.records import Confidence, Evidence, Finding, Place, Repair
from loopwise.text import Formula, Text

if TYPE_CHECKING:
    from loopwise.runtime.dynamics import Training
    from loopwise.runtime.evaluation_events import Asked
    from loopwise.runtime.events import RunEnd
    from loopwise.runtime.step_events import ScheduleEvent

# All steps together, had they all pointed the same way, change the weights by this share of their size. On digits
# (MLP 64, 220 steps) SGD 0.01, which reaches 47 % and goes on learning, moves them by 0.2; SGD 0.001 by 0.02 and
# Adam 0.00001 by 0.02, which both stay at chance.
_REACH = 0.05
_LITTLE = 0.1  # of what could be gained: a run that has gained more is on its way, if slowly

# A schedule that is over long before its run is. Of 60 runs on noisy tables (Adam and SGD, steps and decays), all that
# get nearly as far as with a cosine to zero move their weights by 0.45 of their size and more.
_MOST = 0.5  # of the steps come after the rate is gone
_WAY = 0.25  # of the weights' size
_FURTHER = 0.45  # of it, where the loss was still falling when the rate went
_NEARLY = 0.8  # of what could be gained: beyond, little was left to fall
_PLACES = 8  # of schedules that are remembered


class LearningRateTooLow(Fault):
    """SGD at 0.00001."""

    severity = "warning"
    title = Text(en="The learning rate is too low", ko="학습률(learning rate)이 너무 작음")
    says = Text(
        en="""The rate is still on its way up when the run ends: it began at {begun:.2g} and is {rate:.2g} after all
        {steps} steps. The warm-up is longer than the run, whose steps together, had they gone the same way, move a
        typical layer's weights by {reach:.2g} of their size.
        | By step {gone} the schedule has brought the rate below a hundredth of its top ({rate:.3g}). The
        {after:.0%} of the run that follow move a typical layer's weights by {late:.1g} of their size, the whole run
        by {reach:.2g}.
        | A step changes a typical layer's weights by {ratio:.2g} of their size (0.001 is usual). All {steps} steps
        of this run together, had they all gone the same way, move them by {reach:.2g} of it.
        The loss went from {start:.4g} to {loss:.4g}.
        | The loss is {loss:.4g} at the end, that of the best constant answer {constant:.4g}.
        At this pace it would take {needed:.0f} steps to come down to half of it.""",
        ko="""실행이 끝날 때까지도 학습률이 아직 올라가는 중입니다(처음 {begun:.2g}, 마지막 {rate:.2g}, 스텝(step)
        수 {steps}). 워밍업(warm-up)이 실행보다 길어서, 모든 스텝이 같은 방향이었다고 해도 보통 층의
        가중치는 크기의 {reach:.2g}배만큼만 움직입니다.
        | 스케줄러가 스텝(step) {gone} 전에 학습률을 최고값({rate:.3g})의 100분의 1 아래로 낮췄습니다. 보통 층의
        가중치는 실행 전체에서 그 크기의 {reach:.2g}배만큼 움직였고, 그 뒤의 스텝({after:.0%})에서는 {late:.1g}배만
        움직였습니다.
        | 한 스텝(step)이 보통 층의 가중치를 그 크기의 {ratio:.2g}배만큼 바꿉니다(보통은 0.001배). 이번 실행의
        스텝({steps}개)이 모두 같은 방향이었다고 해도 가중치는 크기의 {reach:.2g}배만큼만 움직입니다.
        손실은 {start:.4g}에서 {loss:.4g}까지 변했습니다.
        | 손실은 마지막에 {loss:.4g}이고, 항상 같은 답만 내도 {constant:.4g}입니다.
        이 속도라면 손실이 절반이 될 때까지 스텝이 {needed:.0f}번 필요합니다.""",
    )
    mend = Text(
        en="""Multiply the learning rate by 10, and again until the loss jumps; then take a third of that. A schedule is
        to end with the run: T_max and total_steps are its length, and ExponentialLR wants a gamma close to 1. A warm-up
        takes 5 to 10 % of the steps as a rule.""",
        ko="""손실이 튀기 시작할 때까지 학습률을 10배씩 키운 다음, 그 값의 3분의 1 정도를 쓰세요. 스케줄러는 실행과 함께
        끝나야 합니다. T_max와 total_steps는 실행의 길이에 맞추고, ExponentialLR의 gamma는 1에 가깝게 정하세요.
        워밍업은 전체 스텝의 5~10 % 정도면 됩니다.""",
    )
    why = Text(
        en="""The learning rate is how far a step goes along the gradient. A loss that falls in a straight,
        nearly level line is not at its end: it has hardly begun. As a rule of thumb an update changes a
        weight by a thousandth of its size; a hundred times less needs a hundred times as many steps for the
        same way. Networks that are fine-tuned are an exception, they begin where they are already good.""",
        ko="""학습률은 한 스텝에 기울기(gradient)를 따라 얼마나 멀리 가는지를 정합니다. 손실이 거의 평평한
        직선으로 줄어든다면 학습이 끝난 것이 아니라 아직 시작도 못 한 것입니다. 경험으로는 한 번의 갱신이
        가중치를 그 크기의 천분의 일만큼 바꾸는 것이 알맞습니다. 그 백분의 일이라면 같은 거리를 가는 데 스텝이
        백 배 필요합니다. 이미 잘 학습된 곳에서 시작하는 파인튜닝(fine-tuning)은 예외입니다.""",
    )
    symptoms = (
        "loss goes down very slowly",
        "loss barely decreases",
        "loss hardly changes",
        "training is too slow to converge",
        "accuracy stays at chance",
        "learning rate too low",
        "로스가 너무 천천히 떨어져요",
        "loss가 거의 안 변해요",
        "loss가 안 줄어요",
        "학습이 너무 느려요",
        "학습률이 너무 작은가요",
    )
    often = 2
    measures = {
        "ratio": Measure(Text(en="typical update against the weights", ko="가중치 크기에 대한 보통 갱신량")),
        "reach": Measure(
            Text(en="way of all steps against the weights", ko="가중치 크기에 대한 전체 이동 거리")
        ),
        "rate": MEASURES["rate"],
        "start": MEASURES["start"],
        "loss": MEASURES["loss"],
        "constant": MEASURES["constant"],
        "steps": MEASURES["steps"],
        "begun": Measure(Text(en="lowest learning rate", ko="가장 작은 학습률")),
        "gone": Measure(Text(en="step by which the rate is gone", ko="학습률이 거의 0이 된 스텝"), digits=0),
        "after": Measure(Text(en="share of the run after that", ko="그 뒤에 남은 실행의 비율")),
        "late": Measure(
            Text(en="way of those steps against the weights", ko="가중치 크기에 대한 그 뒤의 이동 거리")
        ),
        "needed": Measure(
            Text(en="steps to half the loss at this pace", ko="이 속도로 손실이 절반이 되는 스텝 수"),
            digits=0,
        ),
    }
    formula = Formula(
        r"\frac{\lVert \Delta\theta_t \rVert}{\lVert \theta_t \rVert} \approx 10^{-3}",
        symbols={
            r"\Delta\theta_t": Text(en="what step t changes", ko="t번째 스텝이 바꾼 양"),
            r"\theta_t": Text(en="weights of a layer", ko="한 층의 가중치"),
        },
        code="ratio = (p - before).norm() / before.norm()",
    )
    sources = (
        "Stanford CS231n, Neural Networks Part 3, ratio of weights:updates: it should be somewhere around 1e-3",
        "Bottou 2012, Stochastic Gradient Descent Tricks, section 4",
    )

    class Probe(_dynamics_probe.DynamicsProbe):
        """Updates are far smaller than the weights: from the start, or as a schedule ends early or begins late."""

        def __init__(self, fault: Fault) -> None:
            super().__init__(fault)
            self.lowered: dict[float, Place] = {}  # rate -> line of the schedule's step that it came from
            self.whole = True  # the run has come to its own end
            self.is_judged = False  # and its model has been asked what it has learnt

        def on_schedule(self, schedule: ScheduleEvent) -> Iterator[Finding]:
            """Note where rates come from, the latest few."""
            self.lowered.pop(schedule.rates[1], None)
            self.lowered[schedule.rates[1]] = schedule.place
            if len(self.lowered) > _PLACES:
                del self.lowered[next(iter(self.lowered))]
            return iter(())

        def on_asked(self, asked: Asked) -> Iterator[Finding]:
            """Note that the program wants to know what has been learnt: a trial of a few steps does not."""
            self.is_judged = self.is_judged or not asked.inside
            return iter(())

        def on_end(self, run: RunEnd) -> Iterator[Finding]:
            """A run that is broken off, or goes on, may be about to end its warm-up."""
            self.whole = run.ended == "finished"
            return super().on_end(run)

        def shown(self, training: Training) -> Mapping[str, Evidence] | None:
            """None where no gradient arrives, or as much has been learnt as such a rate would not do."""
            if training.not_finite or training.progress is None:
                return None
            numbers = _from_the_start(training) or _after_its_schedule(training)
            numbers = numbers or (_while_it_warms_up(training) if self.whole and self.is_judged else None)
            return numbers and {"rate": training.rate, **numbers}

        def sure(self, training: Training) -> Confidence:
            """Certain where the loss falls all the same, if hardly."""
            return "certain" if (training.fall or 0.0) > 0 else "likely"

        def since(self, training: Training) -> int:
            """Return the step by which the rate is gone, where a schedule took it away."""
            return training.first if _from_the_start(training) else gone(training) or training.first

        def place(self, training: Training) -> Place:
            """Return where the schedule goes on that took the rate away, else where the optimiser is made."""
            by_schedule = None if _from_the_start(training) else self.lowered.get(training.rates[-1][1])
            return by_schedule or training.made or training.place

        def mended(self, training: Training) -> Repair | None:
            """Return what a what-if does: a hundredfold rate, or one that no schedule lowers."""
            ends_early = _after_its_schedule(training) and not _from_the_start(training)
            known = "hold-rate" if ends_early else "raise-rate"
            return Repair(safe=False, intervention=known)


def _from_the_start(training: Training) -> dict[str, Evidence] | None:
    """Return the numbers of steps that are too short from the first; None while the rate is being warmed up."""
    reach = way(training)
    if training.still_warming or (training.progress or 0.0) >= _LITTLE:
        return None
    if not 0 < reach < _REACH:
        return None
    return {"ratio": reach / training.steps, "reach": reach, **_pace(training), **losses(training)}


def _after_its_schedule(training: Training) -> dict[str, Evidence] | None:
    """Return the numbers of a run whose rate is gone for most of it, before its weights have moved far."""
    step, reach, learnt = gone(training), way(training), training.learnt
    if step is None or learnt is None or reach <= 0:
        return None
    short = reach < _WAY and learnt < WELL
    if not short and not (reach < _FURTHER and learnt < _NEARLY and was_falling(training, step)):
        return None
    after = (training.last - step + 1) / (training.last - training.first + 1)
    if after < _MOST:
        return None
    end = {
        name: value for name, value in losses(training).items() if name != "start"
    }  # of one batch: no level
    return {"gone": step, "after": after, "late": way(training, since=step), "reach": reach, **end}


def _while_it_warms_up(training: Training) -> dict[str, Evidence] | None:
    """Return the numbers of a run that ends before its warm-up does, with little of the way behind it."""
    reach, begun = way(training), min((rate for _, rate in training.rates), default=0.0)
    if not training.still_warming or (training.progress or 0.0) >= WELL or not 0 < reach < _WAY:
        return None
    return {"begun": begun, "reach": reach, **losses(training)}


def _pace(training: Training) -> dict[str, Evidence]:
    """Return how many steps would halve the loss, going on as now."""
    early, late = training.mean_loss(0.0, 0.3), training.mean_loss(0.7, 1.0)
    fallen = (early - late) / (0.7 * training.steps)  # a step
    return {"needed": float(round(late / 2 / fallen))} if fallen > 0 and late > 0 else {}
