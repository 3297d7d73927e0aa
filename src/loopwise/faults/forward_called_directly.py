"""`model.forward(x)` in place of `model(x)`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from loopwise.faults._fault import Fault
from loopwise.records import Finding
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.program import Program


class ForwardCalledDirectly(Fault):
    """Outside the model's own methods."""

    severity = "note"
    title = Text(en="forward() is called by name", ko="직접 부른 forward()")
    says = Text(
        en="""This goes round what calling the model does besides: its hooks are not run.
        Tools that rely on hooks (summaries, pruning, spectral_norm, DDP) see nothing of it.""",
        ko="""모델을 호출할 때 함께 일어나는 일을 건너뜁니다. 등록된 훅(hook)이 실행되지 않습니다.
        훅에 기대는 도구(모델 요약, 가지치기, spectral_norm, DDP)는 이 호출을 알지 못합니다.""",
    )
    mend = Text(
        en="Call the model itself: model(x).",
        ko="모델 자체를 호출하세요. model(x)라고 쓰면 됩니다.",
    )
    why = Text(
        en="""nn.Module.__call__ runs the forward pre-hooks, then forward, then the forward hooks. forward is where a
        model says what it computes; calling the model is how it is asked. Without hooks both give the same numbers,
        so the difference shows only on the day that something is hooked in.""",
        ko="""nn.Module.__call__은 forward 앞의 훅, forward, forward 뒤의 훅을 차례로 실행합니다. forward는 모델이
        무엇을 계산하는지 적는 곳이고, 계산을 시킬 때는 모델을 호출합니다. 훅이 없으면 두 방법의 값이 같기 때문에,
        차이는 무언가를 훅으로 끼워 넣은 날에야 드러납니다.""",
    )
    symptoms = (
        "hooks are not called",
        "register_forward_hook does nothing",
        "model.forward(x) or model(x)",
        "model summary shows no layers",
        "훅이 실행되지 않아요",
        "model.forward(x)와 model(x)의 차이",
    )
    sources = (
        "PyTorch documentation, torch.nn.Module.forward: one should call the Module instance instead of this",
    )

    def rule(self, program: Program) -> Iterator[Finding]:
        """Code that is no module's own asks a model by the name of its method."""
        for event in program.asked_by_name():
            yield self.at(event.place, repair=event.asked_itself())
