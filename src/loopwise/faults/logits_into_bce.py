"""The raw output of a layer goes into BCELoss, which takes probabilities and raises outside 0 to 1."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from loopwise.faults._errors import ErrorText
from loopwise.faults._fault import Fault
from loopwise.records import Finding
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.program import Program
    from loopwise.records.failures import Failure, Told


class LogitsIntoBce(Fault):
    """BCELoss where BCEWithLogitsLoss is meant, or a forgotten sigmoid."""

    severity = "error"
    title = Text(en="Logits into BCELoss", ko="BCELoss에 들어간 로짓(logit)")
    says = Text(
        en="""BCELoss takes probabilities between 0 and 1; here it gets the raw output of a layer ({output_place}).
        | BCELoss takes probabilities between 0 and 1; here it gets the raw output of a layer.
        It raises at the first value outside that range; while all lie inside, the loss means nothing.""",
        ko="""BCELoss는 0과 1 사이의 확률을 받는데, 여기서는 층의 출력({output_place})이 그대로 들어갑니다.
        | BCELoss는 0과 1 사이의 확률을 받는데, 여기서는 층의 출력이 그대로 들어갑니다.
        범위를 벗어난 값이 하나라도 나오면 에러가 나고, 우연히 모두 범위 안이어도 손실 값에는 의미가 없습니다.""",
    )
    mend = Text(
        en="Use BCEWithLogitsLoss, which takes logits; or end the model with a sigmoid and keep BCELoss.",
        ko="로짓을 받는 BCEWithLogitsLoss를 쓰세요. BCELoss를 계속 쓰려면 모델 끝에 sigmoid를 넣으면 됩니다.",
    )
    why = Text(
        en="""BCELoss computes -log(p) and -log(1 - p) from a probability p. A Linear layer gives any number: a logit.
        The sigmoid between them is either the model's last step (BCELoss) or inside the loss (BCEWithLogitsLoss);
        the second is more exact, because log and sigmoid are computed together.""",
        ko="""BCELoss는 확률 p로 -log(p)와 -log(1 - p)를 계산합니다. Linear 층은 아무 수나 내놓으며, 이것이 로짓입니다.
        그 사이의 sigmoid는 모델의 마지막 단계이거나(BCELoss) 손실 안에 있습니다(BCEWithLogitsLoss). log와 sigmoid를
        함께 계산하는 뒤의 것이 더 정확합니다.""",
    )
    symptoms = (
        "all elements of input should be between 0 and 1",
        "RuntimeError: all elements of input should be between 0 and 1",
        "Assertion `input_val >= zero && input_val <= one` failed",
        "CUDA error: device-side assert triggered",
        "BCELoss input must be between 0 and 1",
        "BCELoss에서 0과 1 사이여야 한다는 에러가 나요",
        "BCELoss 에러",
    )
    errors = (
        ErrorText(r"all elements of input should be between 0 and 1"),
        ErrorText(r"Assertion `(?:input_val|x) >= "),
        ErrorText(r"device-side assert triggered"),
    )
    sources = (
        "PyTorch documentation, torch.nn.BCELoss: the unreduced loss, and the clamping of its logarithms",
    )

    def rule(self, program: Program) -> Iterator[Finding]:
        """What the loss receives comes out of a weighted sum, and nothing bounds it."""
        for loss in program.losses("binary_cross_entropy"):
            output = loss.input.last
            if output.is_raw:
                yield self.at(
                    loss.written.place,
                    repair=loss.becomes("binary_cross_entropy_with_logits", safe=False),
                    related={"output_place": output.place},
                )

    def fits(self, told: Told, failure: Failure) -> bool | None:
        """On a GPU the text does not say which assertion; the line may name the loss."""
        if "device-side" not in failure.message or not failure.code:
            return None
        return True if re.search(r"bce|binary_cross", failure.code, re.IGNORECASE) else None
