"""The raw output of a layer goes into NLLLoss, which takes log-probabilities: the loss has no lower end."""

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


class LogitsIntoNll(Fault):
    """NLLLoss without the log-softmax it needs."""

    severity = "error"
    title = Text(en="Logits into NLLLoss", ko="NLLLoss에 들어간 로짓(logit)")
    says = Text(
        en="""NLLLoss takes log-probabilities; here it gets the raw output of a layer ({output_place}).
        | NLLLoss takes log-probabilities; here it gets the raw output of a layer.
        It only averages minus the true class's output, so the loss falls below 0 and goes on for ever.
        In this run a row's exponentials should sum to 1, so that their log is 0; it was up to {log_sum:.3g}.
        The loss stood at {loss:.3g} after {steps} steps.""",
        ko="""NLLLoss는 로그 확률을 받는데, 여기서는 층의 출력({output_place})이 그대로 들어갑니다.
        | NLLLoss는 로그 확률을 받는데, 여기서는 층의 출력이 그대로 들어갑니다.
        정답 클래스의 출력에 음수 부호를 붙여 평균만 내므로, 손실이 0 아래로 끝없이 내려갑니다.
        로그 확률이면 행마다 지수 합의 로그가 0인데, 이번 실행에서 그 크기는 최대 {log_sum:.3g}입니다.
        {steps}스텝 뒤 손실 값은 {loss:.3g}입니다.""",
    )
    mend = Text(
        en="Use CrossEntropyLoss, which takes logits; or apply log_softmax(dim=1) before NLLLoss.",
        ko="로짓을 받는 CrossEntropyLoss를 쓰세요. NLLLoss를 계속 쓰려면 그 앞에 log_softmax(dim=1)을 넣으면 됩니다.",
    )
    why = Text(
        en="""NLLLoss computes no logarithm, in spite of its name: it picks the true class's value and negates it. With
        log-probabilities that value is at most 0, and the loss at least 0. With logits the model only has to make
        its outputs larger, for the true classes and soon for all of them: nothing pulls the others down.""",
        ko="""NLLLoss는 이름과 달리 로그를 계산하지 않고, 정답 클래스의 값을 골라 부호만 바꿉니다. 로그 확률이라면 그
        값이 0 이하라서 손실이 0 이상입니다. 로짓을 넣으면 모델은 출력을 키우기만 하면 되고, 다른 클래스의 출력을
        낮출 이유가 없어집니다.""",
    )
    symptoms = (
        "loss is negative",
        "loss becomes negative and keeps falling",
        "negative loss with NLLLoss",
        "loss goes to minus infinity",
        "로스가 음수예요",
        "로스가 마이너스로 계속 내려가요",
        "NLLLoss 손실이 음수",
    )
    often = 3
    measures = {
        "log_sum": Measure(
            Text(en="largest |log of the sum of a row's exponentials|", ko="|행의 지수 합의 로그|의 최댓값")
        ),
        "largest": Measure(Text(en="largest input of the loss", ko="손실에 들어간 값의 최댓값")),
        **RUN,
    }
    formula = Formula(
        r"\ell = -z_y",
        symbols={
            r"\ell": Text(
                en="what NLLLoss computes for one sample", ko="NLLLoss가 샘플 하나에서 계산하는 값"
            ),
            "z_y": Text(
                en="input of the loss for the true class y", ko="손실에 들어간 값 가운데 정답 클래스 y의 것"
            ),
            "y": Text(en="true class", ko="정답 클래스"),
        },
        code="loss = -z[torch.arange(len(z)), y].mean()   # what F.nll_loss(z, y) computes",
    )
    sources = (
        "PyTorch documentation, torch.nn.NLLLoss: the input is expected to contain log-probabilities of each class",
    )

    def rule(self, program: Program) -> Iterator[Finding]:
        """What the loss receives comes out of a weighted sum, not of a log-softmax."""
        for loss in program.losses("nll_loss"):
            output = loss.input.last
            if output.is_raw or output.is_("relu"):
                yield self.at(
                    loss.written.place,
                    repair=loss.becomes("cross_entropy", safe=True),
                    related={"output_place": output.place},
                )

    class Probe(LossProbe):
        """A layer's raw output reaches the loss, and its rows are no log-probabilities."""

        losses = ("nll",)

        def shown(self, loss: LossEvent) -> Mapping[str, Evidence] | None:
            """How far the rows are from log-probabilities."""
            received = loss.gets("linear", "nll") or loss.gets("relu", "nll")
            if received is None or not received.log_sum > 0.1:
                return None
            return {"log_sum": received.log_sum, "largest": received.largest}
