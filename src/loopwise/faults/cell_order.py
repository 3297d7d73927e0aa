"""A name is used before anything defines it; only a later cell, or a later line, does.

In a notebook it works as long as the later cell was run once; after "Restart and run all" it does not.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from loopwise.faults._errors import ErrorText
from loopwise.faults._fault import Fault, Measure
from loopwise.records import Finding
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.program import Program


class CellOrder(Fault):
    """A notebook that runs only because its cells were once executed in another order."""

    severity = "error"
    title = Text(en="Used before it is defined", ko="정의하기 전에 사용함")
    says = Text(
        en="""Nothing defines {name} before this line; it comes only later ({made_place}).
        Run from top to bottom, this raises a NameError. In a notebook that was run in another order it uses whatever
        value was left.""",
        ko="""이 줄보다 앞에는 {name}의 정의가 없고, 뒤({made_place})에만 있습니다.
        위에서 아래로 실행하면 NameError가 납니다. 셀을 다른 순서로 실행했다면 그때 남은 값을 그대로 씁니다.""",
    )
    mend = Text(
        en="Move the definition above its first use, then restart the kernel and run all cells.",
        ko="정의를 처음 쓰는 곳보다 위로 옮긴 뒤, 커널을 재시작하고 모든 셀을 실행해 보세요.",
    )
    why = Text(
        en="""A kernel remembers every name ever executed, in whatever order. A cell that needs a value from further
        down works in the session in which it was written and breaks for everyone who opens the notebook afresh,
        the author included. Worse, it may silently take an old value: the model of the last experiment,
        another batch size.""",
        ko="""커널은 실행한 순서와 관계없이 모든 이름을 기억합니다. 아래쪽 셀의 값을 쓰는 셀은 작성하던 세션에서는 잘
        돌아가지만, 노트북을 새로 열면 작성한 본인도 에러를 만납니다. 더 나쁜 것은 에러 없이 예전 값을 쓰는 경우입니다.
        지난 실험의 모델이나 다른 배치 크기가 그대로 쓰일 수 있습니다.""",
    )
    symptoms = (
        "NameError: name is not defined",
        "NameError: name 'model' is not defined",
        "notebook works only in the order I ran it",
        "notebook fails after restart and run all",
        "cannot access local variable where it is not associated with a value",
        "다시 실행하면 NameError가 나요",
        "셀 순서대로 실행하면 에러",
        "런타임 다시 시작하면 안 돼요",
    )
    errors = (
        ErrorText(r"name '(?P<name>\w+)' is not defined"),
        ErrorText(r"cannot access local variable '(?P<name>\w+)'"),
    )
    measures = {"name": Measure(Text(en="name", ko="이름"))}
    sources = (
        "Pimentel et al. 2019, A large-scale study about quality and reproducibility of Jupyter notebooks",
    )

    def rule(self, program: Program) -> Iterator[Finding]:
        """A name stands for nothing when the program comes to it, and a later statement defines it."""
        for early in program.used_too_early():
            made = {"made_place": early.made_place}
            yield self.at(early.place, repair=early.made_first(), related=made, name=early.name)
