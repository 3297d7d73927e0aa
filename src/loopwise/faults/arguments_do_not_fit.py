"""A model, a layer or a function is called with other arguments than it takes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from loopwise.faults._errors import ErrorText
from loopwise.faults._fault import Fault, Measure
from loopwise.records import Finding
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.program import Program
    from loopwise.records.failures import Failure, Told

_CALLED = r"(?P<called>[\w.]+)\(\) "
_ONE_MORE = Text(
    en="In a method Python counts the object itself, self, as one of them.",
    ko="메서드에서는 객체 자신인 self도 하나로 셉니다.",
)
_TWICE = Text(
    en="Given twice, by its place and by its name: {twice}.",
    ko="위치로 한 번, 이름으로 한 번, 두 번 넣은 인자: {twice}.",
)


class ArgumentsDoNotFit(Fault):
    """`model(x, lengths)` for `forward(self, x)`, `Net(hidden_sizes=64)`, `def forward(x)`, `model = Net`."""

    severity = "error"
    title = Text(en="Arguments that do not fit", ko="맞지 않는 인자")
    says = Text(
        en="""{called} is called with other arguments than it takes: this raises a TypeError.
        | A call gives other arguments than the function takes.
        Nothing is given for {missing}.
        It has no parameter called {unexpected}.
        Arguments that it takes by position: {allowed}, and it is given {given}.
        Its definition ({made_place}) says: ({takes}).
        A tensor goes into the class {cls} itself here, which makes a model and is none.""",
        ko="""호출에 넣은 인자가 함수가 받는 것과 달라서 TypeError가 납니다: {called}.
        | 호출에 넣은 인자가 함수가 받는 것과 다릅니다.
        값을 받지 못한 인자: {missing}.
        이런 이름의 인자는 없습니다: {unexpected}.
        위치로 받는 인자는 {allowed}개인데 {given}개를 넣었습니다.
        함수를 정의한 곳({made_place})에 적힌 인자: ({takes}).
        여기서는 텐서를 클래스({cls}) 자체에 넣었습니다. 클래스는 모델을 만드는 것이지 모델이 아닙니다.""",
    )
    mend = Text(
        en="""Make the model first, with brackets: model = {cls}(...). Then call model(x).
        | Put the call beside the line that begins with def: every parameter without a default needs a value, in
        that order. model(x) calls forward(self, x): a second input needs a second parameter there. A model is made
        first, model = Net(), and then called. In a method the first parameter is self.""",
        ko="""괄호를 붙여 모델을 먼저 만드세요({cls}). model = Net()처럼 만든 다음 model(x)로 부릅니다.
        | 호출하는 줄과 def로 시작하는 줄을 나란히 놓고 보세요. 기본값이 없는 인자에는 모두, 그 순서대로 값을
        넣어야 합니다. model(x)는 forward(self, x)를 부르므로 입력이 둘이면 forward에도 인자가 둘 있어야 합니다.
        모델은 먼저 model = Net()으로 만든 다음 부릅니다. 메서드의 첫 인자는 self입니다.""",
    )
    why = Text(
        en="""Calling a model runs its forward, and making one runs its __init__: so the error names a function that
        the program never calls by its name. Python puts the object in front as self and counts it: "takes 2
        positional arguments but 3 were given" means one input too many. It often shows when a model was changed and
        the loop, or the evaluation, was not; when forward is called on the class (Net.forward(x)), or the class is
        called in place of a model; when a layer of torch gets one setting too few.""",
        ko="""모델을 부르면 forward가, 모델을 만들면 __init__이 실행됩니다. 그래서 에러에는 프로그램에서 이름으로
        부른 적 없는 함수가 나옵니다. Python은 객체를 self로 맨 앞에 넣고 그것도 하나로 세므로, "takes 2 positional
        arguments but 3 were given"은 입력이 하나 많다는 뜻입니다. 모델은 고쳤는데 학습 반복문이나 평가 코드를 고치지
        않았을 때, 객체가 아니라 클래스에서 forward를 부르거나(Net.forward(x)) 모델 대신 클래스를 불렀을 때, torch의
        층에 설정을 하나 빠뜨렸을 때 자주 나옵니다.""",
    )
    symptoms = (
        "forward() missing 1 required positional argument: 'x'",
        "Net.forward() takes 2 positional arguments but 3 were given",
        "forward() takes 1 positional argument but 2 were given",
        "__init__() got an unexpected keyword argument 'hidden'",
        "__init__() missing 1 required positional argument: 'out_features'",
        "Net.__init__() takes 1 positional argument but 2 were given",
        "got multiple values for argument 'x'",
        "forward에 인자가 없다고 나와요",
        "positional argument 에러가 나요",
        "I forgot self in forward",
        "forward에 self를 빼먹었어요",
    )
    errors = (
        ErrorText(
            _CALLED + r"missing \d+ required (?:positional|keyword-only) arguments?: (?P<missing>'[\w', ]+')"
        ),
        ErrorText(
            _CALLED
            + r"takes (?:from \d+ to )?(?P<allowed>\d+) positional arguments? but (?P<given>\d+) w(?:as|ere) given",
            _ONE_MORE,
        ),
        ErrorText(_CALLED + r"got an unexpected keyword argument '(?P<unexpected>\w+)'"),
        ErrorText(_CALLED + r"got multiple values for (?:keyword )?argument '(?P<twice>\w+)'", _TWICE),
    )
    often = 3
    measures = {
        "called": Measure(Text(en="what is called", ko="호출한 것")),
        "missing": Measure(Text(en="parameters that get nothing", ko="값을 받지 못한 인자")),
        "unexpected": Measure(Text(en="name that no parameter has", ko="없는 인자 이름")),
        "twice": Measure(Text(en="parameter given twice", ko="두 번 받은 인자")),
        "allowed": Measure(Text(en="arguments taken by position", ko="위치로 받는 인자 수"), digits=0),
        "given": Measure(Text(en="arguments given by position", ko="위치로 넣은 인자 수"), digits=0),
        "takes": Measure(Text(en="parameters", ko="인자")),
        "cls": Measure(Text(en="class that is called", ko="호출한 클래스")),
    }
    sources = ("Python documentation, Expressions: Calls", "PyTorch documentation, torch.nn.Module.forward")

    def rule(self, program: Program) -> Iterator[Finding]:
        """A function of the program's own, or a model's forward, surely gets too many, too few or other arguments."""
        for call in program.misfit_calls():
            yield self.at(
                call.place,
                repair=call.mended(),
                related={"made_place": call.made_place},
                called=call.name,
                missing=call.missing,
                unexpected=call.unexpected,
                allowed=call.allowed if call.given is not None else None,
                given=call.given,
                takes=call.takes,
                cls=call.asked_class,
            )

    def fits(self, told: Told, failure: Failure) -> bool | None:
        """A module without a forward is another fault."""
        return False if told.get("called") == "_forward_unimplemented" else None
