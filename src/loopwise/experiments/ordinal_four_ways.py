"""An order of steps, answered in four ways: CORAL, CORN, as if there were no order, as if the steps were amounts.

outcome = experiment_named("ordinal_four_ways").run()

CORAL (Cao, Mirjalili & Raschka 2020) asks every row at every step whether it is above; CORN (Shi, Cao & Raschka 2023)
asks a step only of the rows that reached it, and multiplies what it is told: P(y > k) = P(y > k | y > k - 1) ...
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from loopwise.experiments._experiment import Cancelled, Experiment, Progress, Sink, never, unseen
from loopwise.records.experiments import Measured, Outcome
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.experiments._ordinal import Way

WAYS = ("coral", "corn", "nominal", "amount")


class OrdinalFourWays(Experiment):
    """Which loss for an order?"""

    title = Text(en="An order of steps, in four ways", ko="순서형 정답을 다루는 네 가지 방법")
    asks = Text(
        en="What does it buy to tell the loss that the classes have an order?",
        ko="클래스에 순서가 있다는 것을 손실 함수에 알려 주면 무엇이 좋아질까요?",
    )
    says = Text(
        en="Party identification in seven steps (anes96, eight numbers a person) by the same small network and budget: "
        "CORAL, CORN, cross-entropy, which knows no order, and MSE on the step's number.",
        ko="정당 일체감 7단계(anes96, 한 사람에 숫자 8개)를 같은 작은 신경망과 같은 예산으로 학습합니다. "
        "방법은 CORAL, CORN, 순서를 모르는 교차 엔트로피, 단계 번호에 쓴 MSE입니다.",
    )
    values = {
        "mae": Text(en="steps off, on average (test)", ko="평균적으로 틀린 단계 수 (테스트)"),
        "kappa": Text(en="quadratic kappa", ko="이차 가중 카파(kappa)"),
        "accuracy": Text(en="accuracy", ko="정확도(accuracy)"),
    }
    labels = {
        "seed": Text(en="seed", ko="시드(seed)"),
        "coral": Text(en="CORAL", ko="CORAL"),
        "corn": Text(en="CORN", ko="CORN"),
        "nominal": Text(en="cross-entropy: no order", ko="교차 엔트로피: 순서 없음"),
        "amount": Text(en="MSE on the number", ko="번호에 쓴 MSE"),
    }
    shown = ("seed", "way", "mae")

    def run(
        self,
        *,
        seeds: int = 5,
        epochs: int = 60,
        progress: Progress = unseen,
        cancelled: Cancelled = never,
        sink: Sink = unseen,
        **_: Any,
    ) -> Outcome:
        """Train all four with every seed; a seed divides the rows, too."""

        def one(seed: int, way: str) -> Measured | None:
            return _trained(_way(way), seed, epochs, cancelled)

        settings = {"epochs": epochs, "seeds": seeds}
        return self.every_seed(WAYS, one, settings, progress, cancelled, sink)

    def tells(self, outcome: Outcome) -> list[Text]:
        """Say how far off each is and how often right, and whether an order told to the loss shows."""
        told, off = [], {}
        for way in WAYS:
            mae, right = (outcome.spread(value, way=way) for value in ("mae", "accuracy"))
            if mae and right:
                off[way] = mae
                told.append(
                    REACHES.format(
                        name=self.labels[way],
                        mae=mae.mean,
                        low=mae.lowest,
                        high=mae.highest,
                        right=right.mean,
                    )
                )
        if len(off) == len(WAYS):
            ordered = max(off["coral"].highest, off["corn"].highest)
            told.append(ORDER if ordered < off["nominal"].lowest else OVERLAP)
        return told


REACHES = Text(
    en="{name}: {mae:.2f} steps off ({low:.2f} to {high:.2f}), exactly right {right:.0%}.",
    ko="{name}: {mae:.2f}단계 틀림({low:.2f}~{high:.2f}), 정확히 맞힌 비율 {right:.0%}.",
)
ORDER = Text(
    en="With every seed both that know the order are nearer than cross-entropy.",
    ko="모든 시드(seed)에서 순서를 아는 두 방법이 교차 엔트로피보다 가깝게 맞힙니다.",
)
OVERLAP = Text(
    en="The seeds overlap: on this data one cannot claim that knowing the order brings the answers nearer.",
    ko="시드(seed)에 따라 결과가 겹칩니다. 이 데이터에서는 순서를 알려 주면 더 가깝게 맞힌다고 말할 수 없습니다.",
)


def _way(name: str) -> Way:
    from loopwise.experiments import _ordinal

    return _ordinal.WAYS[name]


def _trained(way: Way, seed: int, epochs: int, cancelled: Cancelled) -> Measured | None:
    from loopwise.experiments._ordinal import answers

    found = answers(way, seed, epochs, cancelled)
    if found is None:
        return None
    from sklearn import metrics

    truth, given = found
    values = {
        "mae": float(metrics.mean_absolute_error(truth, given)),
        "kappa": float(metrics.cohen_kappa_score(truth, given, weights="quadratic")),
        "accuracy": float(metrics.accuracy_score(truth, given)),
    }
    return Measured({"way": way.name, "seed": seed}, values)
