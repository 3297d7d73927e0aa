"""Softmax instead of log-softmax before NLLLoss: the loss is minus the mean probability, between -1 and 0."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from loopwise.faults._fault import Fault, Measure
from loopwise.faults._loss_probe import RUN, LossProbe
from loopwise.records import Evidence, Finding
from loopwise.text import Formula, Text

if TYPE_CHECKING:
    from loopwise.program import Program
    from loopwise.runtime.events import LossEvent


class ProbabilitiesIntoNll(Fault):
    """`softmax` where `log_softmax` is meant."""

    severity = "error"
    title = Text(en="Probabilities into NLLLoss", ko="NLLLoss에 들어간 확률")
    says = Text(
        en="""NLLLoss ({loss_place}) takes log-probabilities, and here it gets probabilities.
        | NLLLoss takes log-probabilities, and here it gets probabilities.
        The loss lies between -1 and 0, and a sample that is quite wrong hardly changes the weights.
        In this run it was given values from {smallest:.3f} to {largest:.3f}, and the loss came to {loss:.3f}.""",
        ko="""NLLLoss 손실({loss_place})은 로그 확률을 받는데, 여기서는 확률이 들어갑니다.
        | NLLLoss는 로그 확률을 받는데, 여기서는 확률이 들어갑니다.
        손실이 -1과 0 사이에 머물고, 크게 틀린 샘플일수록 가중치를 거의 바꾸지 못합니다.
        이번 실행에서 받은 값의 범위는 [{smallest:.3f}, {largest:.3f}], 마지막 손실 값은 {loss:.3f}입니다.""",
    )
    mend = Text(
        en="""Use log_softmax in place of softmax; or return the logits and use CrossEntropyLoss. Of probabilities that
        are mixed, take the logarithm.""",
        ko="""softmax 대신 log_softmax를 쓰세요. 로짓을 그대로 반환하고 CrossEntropyLoss를 써도 됩니다. 여러 확률을 섞은
        값이라면 로그를 취하세요.""",
    )
    why = Text(
        en="""NLLLoss computes no logarithm: it negates the value of the true class. With probabilities it is minus the
        mean probability of the truth. That falls while the model learns, so it looks fine, but its gradient is
        p (1 - p): nearly 0 for a sample the model is sure about and wrong, where cross-entropy's is nearly 1.""",
        ko="""NLLLoss는 로그를 계산하지 않고 정답 클래스의 값에 부호만 바꿉니다. 확률을 넣으면 정답 확률의 평균에 음수
        부호를 붙인 값이 됩니다. 학습하면 내려가기는 해서 괜찮아 보이지만, 기울기(gradient)가 p (1 - p)라서 확신하며
        틀린 샘플에서는 거의 0입니다. 교차 엔트로피라면 그런 샘플에서 1에 가깝습니다.""",
    )
    symptoms = (
        "loss is negative",
        "loss between -1 and 0",
        "NLLLoss is negative",
        "softmax with NLLLoss",
        "loss stuck near -0.33",
        "로스가 음수예요",
        "NLLLoss 손실이 -1까지만 내려가요",
    )
    measures = {
        "smallest": Measure(Text(en="smallest input of the loss", ko="손실에 들어간 값의 최솟값")),
        "largest": Measure(Text(en="largest input of the loss", ko="손실에 들어간 값의 최댓값")),
        **RUN,
    }
    formula = Formula(
        r"\ell = -p_y",
        symbols={
            r"\ell": Text(
                en="what NLLLoss computes for one sample", ko="NLLLoss가 샘플 하나에서 계산하는 값"
            ),
            "p_y": Text(en="probability of the true class y", ko="정답 클래스 y의 확률"),
            "y": Text(en="true class", ko="정답 클래스"),
        },
        code="loss = -p[torch.arange(len(p)), y].mean()   # what F.nll_loss(p, y) computes",
    )
    sources = (
        "PyTorch documentation, torch.nn.NLLLoss: the input is expected to contain log-probabilities of each class",
    )

    def rule(self, program: Program) -> Iterator[Finding]:
        """Softmax or sigmoid is the last operation that changes values on the way in, or probabilities are mixed."""
        for loss in program.learning_losses("nll_loss"):
            probabilities = loss.input.last
            if probabilities.is_("softmax", "sigmoid"):
                is_softmax = probabilities.is_("softmax")
                yield self.at(
                    probabilities.written.place,
                    repair=probabilities.replaced("log_softmax") if is_softmax else None,
                    related={"loss_place": loss.place},
                )
            elif loss.input.is_mixture:
                yield self.at(probabilities.place, related={"loss_place": loss.place})

    class Probe(LossProbe):
        """The very output of a softmax or a sigmoid reaches the loss, where a logarithm belongs."""

        losses = ("nll",)

        def shown(self, loss: LossEvent) -> Mapping[str, Evidence] | None:
            """The range of what arrived: log-probabilities are never above 0."""
            received = loss.gets("softmax", "nll") or loss.gets("sigmoid", "nll")
            if received is None or received.smallest < 0 or received.largest <= 0:
                return None
            return {"smallest": received.smallest, "largest": received.largest}
