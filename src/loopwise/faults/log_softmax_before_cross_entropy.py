"""Log-softmax is applied to what CrossEntropyLoss receives: harmless, because log-softmax twice is log-softmax once."""

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


class LogSoftmaxBeforeCrossEntropy(Fault):
    """A note, never more: the loss is the same number to the last digits."""

    severity = "note"
    title = Text(en="Log-softmax before CrossEntropyLoss", ko="CrossEntropyLoss 앞의 log-softmax")
    says = Text(
        en="""CrossEntropyLoss ({loss_place}) applies log-softmax itself; here it is applied twice.
        | CrossEntropyLoss applies log-softmax itself; here it is applied twice.
        The result is the same, so the learning is not harmed: it is work done twice, and it misleads a reader.
        In this run the exponentials of every row it was given summed to 1: their log was {log_sum:.1g} at most.""",
        ko="""CrossEntropyLoss 손실({loss_place})은 내부에서 log-softmax를 적용하므로 여기서는 두 번 적용됩니다.
        | CrossEntropyLoss는 내부에서 log-softmax를 적용하므로 여기서는 두 번 적용됩니다.
        결과는 같아서 학습에는 문제가 없지만, 같은 계산을 두 번 하고 읽는 사람을 헷갈리게 합니다.
        이번 실행에서 받은 행마다 지수 값의 합이 1이었습니다. 그 로그의 크기는 최대 {log_sum:.1g}입니다.""",
    )
    mend = Text(
        en="Return the logits, or keep log_softmax and use NLLLoss: both give the same loss.",
        ko="로짓(logit)을 그대로 반환하거나, log_softmax를 두고 NLLLoss를 쓰세요. 손실은 똑같습니다.",
    )
    why = Text(
        en="""CrossEntropyLoss is log_softmax followed by NLLLoss. The exponentials of log-softmax already sum to 1, so
        the log of their sum, which a second log-softmax subtracts, is 0. Plain softmax is another matter: that one
        puts a floor under the loss.""",
        ko="""CrossEntropyLoss는 log_softmax 다음에 NLLLoss를 계산하는 것과 같습니다. log-softmax의 지수 값은 이미
        합이 1이므로, 두 번째 log-softmax가 빼는 값(합의 로그)은 0입니다. 그냥 softmax를 넣는 것은 다른 이야기로,
        그때는 손실에 하한이 생깁니다.""",
    )
    symptoms = (
        "log_softmax and CrossEntropyLoss together",
        "LogSoftmax with CrossEntropyLoss",
        "log_softmax랑 CrossEntropyLoss 같이 써도 되나요",
    )
    often = 1
    measures = {
        "log_sum": Measure(
            Text(en="largest |log of the sum of a row's exponentials|", ko="|행의 지수 합의 로그|의 최댓값"),
            digits=7,
        ),
        **RUN,
    }
    formula = Formula(
        r"\log\sum_j e^{x_j} = \log\sum_j \frac{e^{z_j}}{\sum_k e^{z_k}} = 0",
        symbols={
            "x_j": Text(en="log-softmax of the logits", ko="로짓에 log-softmax를 적용한 값"),
            "z_j": Text(en="logit of class j", ko="클래스 j의 로짓(logit)"),
            "z_k": Text(en="logit of class k", ko="클래스 k의 로짓(logit)"),
            "j": Text(en="a class", ko="클래스 하나"),
            "k": Text(en="all classes in turn", ko="모든 클래스"),
            "e": Text(en="Euler's number, 2.718...", ko="자연상수, 2.718..."),
        },
        code="torch.logsumexp(F.log_softmax(z, dim=1), dim=1)   # zeros",
    )
    sources = (
        "PyTorch documentation, torch.nn.CrossEntropyLoss: equivalent to LogSoftmax followed by NLLLoss",
    )

    def rule(self, program: Program) -> Iterator[Finding]:
        """Log-softmax is the last operation that changes values on the way into a cross-entropy."""
        for loss in program.losses("cross_entropy"):
            if loss.input.last.is_("log_softmax"):
                yield self.at(
                    loss.input.last.place,
                    repair=loss.input.last.removed(),
                    related={"loss_place": loss.place},
                )

    class Probe(LossProbe):
        """The second log-softmax had nothing to do."""

        losses = ("cross_entropy",)

        def shown(self, loss: LossEvent) -> Mapping[str, Evidence] | None:
            """What the second one subtracts."""
            received = loss.gets("log_softmax", "cross_entropy")
            return {"log_sum": received.log_sum} if received and received.classes > 1 else None
