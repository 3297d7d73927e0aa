"""Softmax without `dim`: torch guesses the axis from the number of axes, warns, and guesses wrong for three."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from loopwise.faults._errors import ErrorText
from loopwise.faults._fault import Fault
from loopwise.records import Finding
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.program import Program


class SoftmaxWithoutDim(Fault):
    """`nn.Softmax()`, `F.softmax(x)`, `nn.LogSoftmax()`, `F.log_softmax(x)`."""

    severity = "warning"
    title = Text(en="Softmax without dim", ko="dim이 없는 softmax")
    says = Text(
        en="""This softmax names no dim, so torch guesses the axis: 0 for tensors of 1 or 3 axes, 1 for all others.
        With (N, C) the guess is right; with (N, T, C) each sequence is normalised across the batch.""",
        ko="""이 softmax에는 dim이 없어서 torch가 축을 추측합니다. 축이 1개나 3개이면 0번, 그 밖에는 1번입니다.
        (N, C)에서는 맞지만, (N, T, C)에서는 배치에 걸쳐 확률을 나누게 됩니다.""",
    )
    mend = Text(
        en="Give the axis of the classes: dim=1 for (N, C), dim=-1 where classes come last.",
        ko="클래스가 놓인 축을 지정하세요. (N, C)이면 dim=1, 클래스가 마지막 축이면 dim=-1입니다.",
    )
    why = Text(
        en="""Softmax makes the values along one axis sum to 1; which axis that is decides what is compared with what.
        Early versions of PyTorch chose it from the number of axes. The choice is kept for old programs, with a
        warning, and is a silent error as soon as a tensor has three axes.""",
        ko="""softmax는 한 축을 따라 값의 합이 1이 되게 하므로, 어느 축인지가 무엇과 무엇을 비교할지를 정합니다.
        PyTorch의 초기 버전은 축의 개수를 보고 골랐습니다. 옛 프로그램을 위해 그 방식이 경고와 함께 남아 있지만,
        축이 3개가 되는 순간 조용히 틀린 결과를 냅니다.""",
    )
    symptoms = (
        "Implicit dimension choice for softmax has been deprecated",
        "Implicit dimension choice for log_softmax has been deprecated",
        "UserWarning: Implicit dimension choice. Change the call to include dim=X as an argument",
        "softmax dim 경고가 떠요",
        "softmax dim을 뭘로 해야 하나요",
    )
    errors = (ErrorText(r"Implicit dimension choice for (?P<which>\w+) has been deprecated"),)
    sources = (
        "PyTorch documentation, torch.nn.Softmax: dim, a dimension along which Softmax will be computed",
    )

    def rule(self, program: Program) -> Iterator[Finding]:
        """No `dim` among the settings, and nothing unseen that could hold it."""
        for softmax in program.operations("softmax", "log_softmax", "softmin"):
            if softmax.lacks(0, "dim"):
                rank = softmax.out.rank
                dim = (
                    "dim=1" if rank == 2 or (rank or 0) > 3 else "dim=-1"
                )  # of pictures, too, axis 1 is the classes
                yield self.at(softmax.written.place, repair=softmax.with_setting(dim, safe=rank == 2))
