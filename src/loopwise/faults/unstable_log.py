"""`log(softmax(x))` and `log(sigmoid(x))` in two steps: the inner one underflows to 0, the log gives -inf."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from loopwise.faults._fault import Fault, Measure
from loopwise.faults._loss_probe import RUN, LossProbe
from loopwise.records import Evidence, Finding
from loopwise.text import Formula, Text

if TYPE_CHECKING:
    from loopwise.program import Program
    from loopwise.runtime.events import LossEvent

_TOGETHER = {"softmax": "log_softmax", "sigmoid": "logsigmoid"}


class UnstableLog(Fault):
    """A logarithm directly behind softmax or sigmoid, in what is learnt."""

    severity = "warning"
    title = Text(
        en="A logarithm of softmax or sigmoid, in two steps", ko="softmax나 sigmoid에 따로 취한 로그"
    )
    says = Text(
        en="""The probability ({inner_place}) becomes 0 once logits lie some 104 apart; its logarithm is then -inf.
        | The probability becomes 0 once logits lie some 104 apart; its logarithm is then -inf.
        The loss becomes inf, the gradients nan, and every weight with them.
        In this run the smallest probability was {smallest:.2g}.
        {zeros} of a batch were rounded to 0.""",
        ko="""로짓이 104 정도 벌어지면 확률({inner_place})이 0으로 반올림되고, 그 로그는 -inf가 됩니다.
        | 로짓이 104 정도 벌어지면 확률이 0으로 반올림되고, 그 로그는 -inf가 됩니다.
        그러면 손실은 inf, 기울기(gradient)는 nan이 되고 모든 가중치가 nan으로 바뀝니다.
        이번 실행에서 가장 작은 확률은 {smallest:.2g}입니다.
        한 배치에서 확률 {zeros}개가 0으로 반올림되었습니다.""",
    )
    mend = Text(
        en="Compute both together: F.log_softmax(x, dim=1) for log(softmax), F.logsigmoid(x) for log(sigmoid).",
        ko="둘을 함께 계산하세요. log(softmax)는 F.log_softmax(x, dim=1), log(sigmoid)는 F.logsigmoid(x)입니다.",
    )
    why = Text(
        en="""float32 has no number between 0 and about 1.4e-45, which is e^-103. A softmax whose logits differ by more
        gives an exact 0, although its logarithm, -104 or so, is a perfectly ordinary number. log_softmax never forms
        the small number: it subtracts the log of the sum from the logits. CrossEntropyLoss and BCEWithLogitsLoss do
        the same inside. Adding 1e-8 avoids inf and puts a ceiling on the loss in its place.""",
        ko="""float32에는 0과 약 1.4e-45(e^-103) 사이의 수가 없습니다. 로짓 차이가 그보다 크면 softmax는 정확히 0을
        내지만, 그 로그인 -104 정도는 아주 평범한 수입니다. log_softmax는 이 작은 수를 만들지 않고 로짓에서 합의
        로그를 뺍니다. CrossEntropyLoss와 BCEWithLogitsLoss도 안에서 그렇게 계산합니다. 1e-8을 더하면 inf는
        피하지만 그 대신 손실의 상한이 생깁니다.""",
    )
    symptoms = (
        "loss is nan",
        "loss becomes inf",
        "nan after some epochs with log(softmax)",
        "torch.log gives -inf",
        "nan 떠요",
        "로스가 nan이에요",
        "로스가 inf가 돼요",
    )
    measures = {
        "smallest": Measure(Text(en="smallest probability", ko="가장 작은 확률")),
        "zeros": Measure(
            Text(en="probabilities of a batch rounded to 0", ko="한 배치에서 0으로 반올림된 확률의 수"),
            digits=0,
        ),
        **RUN,
    }
    formula = Formula(
        r"\log\frac{e^{z_i}}{\sum_j e^{z_j}} = z_i - \log\sum_j e^{z_j}",
        symbols={
            "z_i": Text(en="logit of class i", ko="클래스 i의 로짓(logit)"),
            "z_j": Text(en="logit of class j", ko="클래스 j의 로짓(logit)"),
            "e": Text(en="Euler's number, 2.718...", ko="자연상수, 2.718..."),
            "i": Text(en="a class", ko="클래스 하나"),
            "j": Text(en="all classes in turn", ko="모든 클래스"),
        },
        code="z - torch.logsumexp(z, dim=1, keepdim=True)   # F.log_softmax(z, dim=1)",
    )
    sources = (
        "PyTorch documentation, torch.nn.functional.log_softmax: two operations are slower and numerically unstable",
    )

    def rule(self, program: Program) -> Iterator[Finding]:
        """A logarithm of a softmax or sigmoid, with nothing between that keeps it from 0, on the way of a backward."""
        for log in program.operations("log"):
            inner = log.before
            if inner.is_(*_TOGETHER) and program.is_learnt_through(log) and not log.out.is_only_shown:
                yield self.at(
                    log.place,
                    repair=log.merged(inner, _TOGETHER[inner.kind]),
                    related={"inner_place": inner.place},
                )

    class Probe(LossProbe):
        """The logarithm of a softmax's or sigmoid's very output leads to the loss."""

        losses = ("nll", "cross_entropy", "log_likelihood")
        refutes = False  # those that lie deeper in the loss are not looked at

        def __init__(self, fault: Fault) -> None:
            super().__init__(fault)
            self.smallest, self.zeros = math.inf, 0

        def shown(self, loss: LossEvent) -> Mapping[str, Evidence] | None:
            """The smallest probability of the run, and how many of one batch were 0."""
            if loss.logarithm is None:
                return None
            self.smallest = min(self.smallest, loss.logarithm.smallest)
            self.zeros = max(self.zeros, loss.logarithm.zeros)
            numbers = {"smallest": self.smallest}
            return {**numbers, "zeros": self.zeros} if self.zeros else numbers
