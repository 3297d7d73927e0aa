"""Nothing seeds torch: weights, order of batches and dropout differ from run to run, and so does the result.

Whoever compares two settings then compares two draws as well. A note, no fault of learning.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from loopwise.faults._fault import Fault, Measure
from loopwise.records import Finding
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.program import Program


class SeedMissing(Fault):
    """No `torch.manual_seed`."""

    severity = "note"
    confidence = "likely"
    title = Text(en="torch is not seeded", ko="torch 시드를 고정하지 않음")
    says = Text(
        en="""{seeded} does not reach torch, whose generator draws the weights, the order of batches and dropout.
        | Nothing seeds torch, whose generator draws the weights, the order of batches and dropout.
        Each run gives another result; a difference between two runs may be chance.""",
        ko="""이 프로그램이 고정하는 시드({seeded})는 torch에 영향을 주지 않습니다. 가중치와 배치 순서, 드롭아웃은
        torch의 난수로 정해집니다.
        | torch 시드(seed)를 고정하지 않았습니다. 가중치와 배치 순서, 드롭아웃은 torch의 난수로 정해집니다.
        실행할 때마다 결과가 달라지므로, 두 실행의 차이가 우연일 수 있습니다.""",
    )
    mend = Text(
        en="Put torch.manual_seed(0) before the data is split and the model is made.",
        ko="데이터를 나누고 모델을 만들기 전에 torch.manual_seed(0)을 넣으세요.",
    )
    why = Text(
        en="""np.random.seed and random_state seed numpy and scikit-learn only. torch has a generator of its own; with a
        seed the same program on the same machine gives the same numbers again, which is what one needs to find a fault
        or to see whether a change helped. One seed is no proof, though: to compare two ideas, run each with several
        seeds and look at the spread.""",
        ko="""np.random.seed와 random_state는 numpy와 scikit-learn의 난수만 고정합니다. torch는 난수 생성기가 따로
        있습니다. 시드(seed)를 고정하면 같은 컴퓨터에서 같은 프로그램이 같은 숫자를 다시 내므로, 문제를 찾거나 바꾼 것이
        도움이 되었는지 볼 수 있습니다. 다만 시드 하나로는 증명이 되지 않습니다. 두 방법을 비교하려면 시드를 여러 개
        바꿔 가며 돌리고 흩어진 정도를 보면 됩니다.""",
    )
    symptoms = (
        "different results every run",
        "results are not reproducible",
        "accuracy changes every time I run it",
        "how to set the random seed in PyTorch",
        "np.random.seed but results still differ",
        "실행할 때마다 결과가 달라요",
        "돌릴 때마다 정확도가 달라요",
        "재현이 안 돼요",
        "시드 고정 방법",
    )
    measures = {"seeded": Measure(Text(en="what the program does seed", ko="프로그램이 고정하는 시드"))}
    sources = (
        "PyTorch documentation, Reproducibility, https://pytorch.org/docs/stable/notes/randomness.html",
    )

    def rule(self, program: Program) -> Iterator[Finding]:
        """A model learns from drawn weights and nothing may seed torch; a hint unless other seeds are fixed."""
        if unseeded := program.unseeded():
            yield self.at(
                unseeded.place,
                confidence=None if unseeded.others else "hint",
                repair=unseeded.seeded(),
                seeded=", ".join(unseeded.others) or None,
            )
