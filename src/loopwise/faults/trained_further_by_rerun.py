"""Settings are compared on one model, which each run trains further from where the run before left it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from loopwise.faults._fault import Fault
from loopwise.records import Finding
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.program import Program


class TrainedFurtherByRerun(Fault):
    """A loop or a cell that trains again a model made outside it, with another rate or optimiser."""

    severity = "warning"
    confidence = "likely"
    title = Text(en="Each run trains the same model further", ko="실행할 때마다 같은 모델을 이어서 학습함")
    says = Text(
        en="""This model is made once, and each round of the loop over the settings ({loop_place}) trains it further.
        | This model is trained with one optimiser ({before_place}), and then further with another
        ({after_place}).
        A later setting starts from what the earlier ones have learnt, so the results cannot be compared.""",
        ko="""모델을 한 번만 만들고, 설정을 바꿔 가는 반복문({loop_place})이 돌 때마다 이어서 학습합니다.
        | 이 모델을 한 옵티마이저(optimizer)({before_place})로 학습한 다음 다른
        옵티마이저({after_place})로 이어서 학습합니다.
        뒤의 설정은 앞의 설정이 배운 상태에서 시작하므로 결과를 비교할 수 없습니다.""",
    )
    mend = Text(
        en="Make the model anew for each setting, with one seed; in a notebook, in the cell that trains it.",
        ko="""설정마다 같은 시드(seed)를 주고 모델을 새로 만드세요. 노트북이라면 모델을 만드는 코드를 학습하는 셀 안에
        두면 됩니다.""",
    )
    why = Text(
        en="""Training changes a model in place, and nothing but making it anew takes that back: a new optimiser
        starts without its moments, but on the old weights. So the last setting of a comparison nearly always looks
        best. In a notebook the same happens when a training cell is run a second time: the loss goes on from where it
        was, the curve looks as if the change just made had helped, and nobody who opens the notebook afresh
        gets that number.""",
        ko="""학습은 모델의 가중치를 그 자리에서 바꾸며, 모델을 새로 만들지 않는 한 되돌아가지 않습니다. 옵티마이저를
        새로 만들면 모멘트만 사라질 뿐 가중치는 그대로입니다. 그래서 비교하면 거의 언제나 마지막 설정이 가장 좋아
        보입니다. 노트북에서 학습 셀을 다시 실행할 때도 마찬가지입니다. 손실(loss)이 직전 값에서 이어져 방금 바꾼 것이
        도움이 된 것처럼 보이지만, 노트북을 처음부터 실행하는 사람은 그 결과를 얻지 못합니다.""",
    )
    symptoms = (
        "second run starts with a low loss",
        "loss continues from the last run",
        "results get better every time I run the cell",
        "last learning rate always wins",
        "cannot reproduce the result after restarting the kernel",
        "셀을 다시 실행하면 정확도가 계속 올라가요",
        "두 번째 학습은 로스가 처음부터 낮아요",
        "런타임을 다시 시작하면 결과가 안 나와요",
        "마지막 학습률이 항상 제일 좋아요",
    )
    sources = (
        "Grus 2018, I don't like notebooks, JupyterCon: hidden state and cells run twice",
        "Pimentel et al. 2019, A large-scale study about quality and reproducibility of Jupyter notebooks",
    )

    def rule(self, program: Program) -> Iterator[Finding]:
        """Rounds with another optimiser, or a higher rate, step on the same weights, and nothing sets them back."""
        for carried in program.carried_over_settings():
            yield self.at(carried.place, related={"loop_place": carried.loop_place})
        for one in program.compared_in_cells():
            known = self.confidence if not one.is_run_again else "hint"  # going on may be meant
            related = {"before_place": one.before_place, "after_place": one.after_place}
            yield self.at(one.place, confidence=known, related=related)
