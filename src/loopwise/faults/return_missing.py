"""A model's forward computes its answer and does not return it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from loopwise.faults._errors import ErrorText
from loopwise.faults._fault import Fault, Measure
from loopwise.records import Finding
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.program import Program
    from loopwise.records.failures import Failure, Told

_OF_ANSWERS = (
    r"'NoneType' object has no attribute '(?:backward|size|shape|view|reshape|squeeze|argmax|max|mean|softmax|"
    r"log_softmax|sigmoid|dim|to|cpu|flatten|float|device|dtype)'"
)


class ReturnMissing(Fault):
    """`def forward(self, x): x = self.fc(x)` and no `return x`; a return inside the `if` only."""

    severity = "error"
    title = Text(en="forward returns nothing", ko="아무것도 돌려주지 않는 forward")
    says = Text(
        en="""What comes out here is None, Python's word for nothing.
        {cls} computes {result} in its last line and does not return it, so that asking the model gives None.""",
        ko="""여기서 나온 것은 None, 곧 아무것도 아닌 값입니다.
        forward의 마지막 줄에서 계산한 값({result})을 return하지 않아서, 이 클래스({cls})의 모델을 부르면 None이
        나옵니다.""",
    )
    mend = Text(
        en="""Write return {result} as the last line of forward.
        | End forward, and every function whose result is used, with return. Where it returns inside an if, the other
        way needs a return, too. list.append and list.sort change the list in place and give None.""",
        ko="""forward의 마지막 줄에 return {result} 문을 넣으세요.
        | forward와, 결과를 쓰는 모든 함수는 return으로 끝내세요. if 안에서만 return한다면 그 밖의 경우에도 return이
        있어야 합니다. list.append나 list.sort는 제자리에서 바꾸고 None을 돌려줍니다.""",
    )
    why = Text(
        en="""A function of Python that comes to its end without return gives None, and says nothing. The first line
        that uses the answer raises: the loss ("argument 'input' must be Tensor, not NoneType"), the next layer of a
        Sequential, or an attribute of the answer.""",
        ko="""Python 함수는 return 없이 끝나면 말없이 None을 돌려줍니다. 그 답을 쓰는 첫 줄에서 에러가 납니다. 손실
        함수("argument 'input' must be Tensor, not NoneType"), Sequential의 다음 층, 답의 속성을 읽는 곳입니다.""",
    )
    symptoms = (
        "cross_entropy_loss(): argument 'input' (position 1) must be Tensor, not NoneType",
        "linear(): argument 'input' (position 1) must be Tensor, not NoneType",
        "conv2d() received an invalid combination of arguments - got (NoneType, Parameter",
        "'NoneType' object has no attribute 'backward'",
        "'NoneType' object has no attribute 'argmax'",
        "my model returns None",
        "forgot return in forward",
        "모델 출력이 None이에요",
        "forward에서 return을 빼먹었어요",
    )
    errors = (
        ErrorText(r"argument 'input' \(position 1\) must be Tensor, not NoneType"),
        ErrorText(r"received an invalid combination of arguments - got \(NoneType, Parameter"),
        ErrorText(_OF_ANSWERS),
    )
    often = 2
    measures = {
        "cls": Measure(Text(en="class of the model", ko="모델의 클래스")),
        "result": Measure(Text(en="what is not returned", ko="return하지 않은 값")),
    }
    sources = ("Python documentation, The return statement",)

    def rule(self, program: Program) -> Iterator[Finding]:
        """The last line of a forward that is run names a result, and there is no return in it."""
        for lost in program.forgotten_returns():
            yield self.at(lost.place, repair=lost.returned(), cls=lost.cls.name, result=lost.name)

    def fits(self, told: Told, failure: Failure) -> bool | None:
        """What a gradient, or a result that nobody uses, was asked for is something else."""
        return False if re.search(r"\.grad\b", failure.code) else None
