"""A module whose `forward` or `__init__` has another name, or none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from loopwise.faults._errors import ErrorText
from loopwise.faults._fault import Fault, Measure
from loopwise.records import Finding
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.program import Program


class RequiredMethodMissing(Fault):
    """`def foward(self, x)`, `def _init_(self)`, a `forward` indented into `__init__`."""

    severity = "error"
    title = Text(en="A method nn.Module needs is missing", ko="nn.Module이 부르는 메서드가 없음")
    says = Text(
        en="""nn.Module calls this method by its name, and the class has none: {wanted}.
        What stands here is called {written}.""",
        ko="""nn.Module이 이름으로 부르는 메서드가 이 클래스에 없습니다: {wanted}.
        여기에 적힌 이름: {written}.""",
    )
    mend = Text(
        en="Call it {wanted}, with two underscores on each side of init, and indent it as deep as the other methods.",
        ko="""이름을 맞추세요({wanted}). init 양쪽의 밑줄은 두 개씩입니다. 들여쓰기는 다른 메서드와 같아야 합니다.""",
    )
    why = Text(
        en="""Asking a model, model(x), runs nn.Module.__call__, which calls self.forward(x). Making it runs __init__.
        Python takes any other name for a method of your own that nobody calls: then the layers are never made, or
        there is nothing to answer with.""",
        ko="""model(x)는 nn.Module.__call__을 실행하고, 이것이 self.forward(x)를 부릅니다. 모델을 만들 때는 __init__이
        실행됩니다. 이름이 다르면 파이썬은 아무도 부르지 않는 메서드로 여기므로, 층이 만들어지지 않거나 답을 계산할 것이
        없습니다.""",
    )
    symptoms = (
        'Module [Net] is missing the required "forward" function',
        "NotImplementedError when calling my model",
        "forward is never called",
        "'Net' object has no attribute 'fc1' although __init__ sets it",
        "forward 함수가 없다고 나와요",
        "__init__이 실행되지 않아요",
    )
    errors = (
        ErrorText(r"Module \[\w+\] is missing the required \"forward\" function"),
        ErrorText(r"_forward_unimplemented\(\) "),
    )
    measures = {
        "wanted": Measure(Text(en="method wanted", ko="필요한 메서드")),
        "written": Measure(Text(en="name written", ko="적힌 이름")),
    }
    sources = ("PyTorch documentation, torch.nn.Module.forward: should be overridden by all subclasses",)

    def rule(self, program: Program) -> Iterator[Finding]:
        """A class asked without a forward; an `__init__` that calls its base's under another name."""
        for lacking in program.required_methods_missing():
            yield self.at(
                lacking.place,
                repair=lacking.renamed(),
                wanted=lacking.wanted,
                written=lacking.written,
            )
