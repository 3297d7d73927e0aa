"""A name is asked of an object that does not have it: a layer that was never made, a method of an older version."""

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

_WRAPPED = Text(
    en="A wrapper stands around the model: what is in it is called model.module.{name}.",
    ko="모델을 감싼 것입니다. 안에 있는 것은 이렇게 부릅니다: model.module.{name}.",
)
_STATE = Text(
    en="This is a state_dict, a table of weights: make the model, then model.load_state_dict(table).",
    ko="이것은 가중치의 표인 state_dict입니다. 모델을 만든 다음 model.load_state_dict(표)로 넣으세요.",
)
_NEXT = Text(
    en="Iterators have no .next() since Python 3: write next(iterator).",
    ko="Python 3부터 이터레이터에는 .next()가 없습니다. next(iterator)로 쓰세요.",
)
_LOADER = Text(
    en="A loader is gone over, for images, labels in loader; a single batch is next(iter(loader)).",
    ko="데이터 로더는 for images, labels in loader로 돌며 쓰고, 배치 하나는 next(iter(loader))로 꺼냅니다.",
)
_PART = Text(
    en="A part of a data set keeps the whole as .dataset: part.dataset.{name}, of the samples part.indices.",
    ko="데이터셋의 일부(Subset)는 전체를 .dataset으로 가지고 있습니다(part.dataset.{name}). 그중 이 부분의 번호는 "
    "part.indices입니다.",
)
_SPELT = Text(
    en="Classes of torch begin with a capital, nn.ReLU, optim.Adam; functions do not, F.relu.",
    ko="torch의 클래스는 nn.ReLU, optim.Adam처럼 대문자로, 함수는 F.relu처럼 소문자로 시작합니다.",
)
_OTHERS = (  # not torch's, and not a class of the program: what is missing there is not a layer
    r"(?:NoneType|tuple|list|dict|set|str|int|float|bool|bytes|function|method|builtin_function_or_method|module|"
    r"generator|type|Namespace|numpy\.\w+|ndarray|DataFrame|Series|Image|Axes\w*|Figure)'"
)
_WRAPPERS = r"'(?P<object>DataParallel|DistributedDataParallel)' object has no attribute '(?P<name>\w+)'"


class AttributeNotThere(Fault):
    """`self.fc2(x)` where __init__ makes `self.fc1` only; `nn.Relu`; `iter(loader).next()`."""

    severity = "error"
    title = Text(en="A name that is not there", ko="없는 이름")
    says = Text(
        en="""{object} has nothing called {layer}: this raises an AttributeError.
        | {object} has nothing called {name}: this raises an AttributeError.
        Set under almost that name, and never read: {near}.""",
        ko="""이 객체({object})에는 이런 이름({layer})이 없어서 AttributeError가 납니다.
        | 이 객체({object})에는 이런 이름({name})이 없어서 AttributeError가 납니다.
        거의 같은 이름으로 만들어 두고 한 번도 쓰지 않은 것: {near}.""",
    )
    mend = Text(
        en="""Make it in __init__ under the name that forward asks for, self.{layer} = ..., or ask for what is
        there. Compare the spelling letter by letter, capitals too. A layer made in an if, or in a method that was
        not called, is not there either; after a change in a notebook run the cell of the class, and the one that
        makes the model, again.
        | Ask for what the object has: dir(x) lists its names, type(x) says what it is. If the line was copied, see the
        documentation of the version in use, torch.__version__.""",
        ko="""forward에서 부르는 이름 그대로 __init__에서 만들거나(self.{layer} = ...), 있는 이름으로 부르세요. 철자를
        대소문자까지 한 글자씩 비교해 보세요. if 안에서, 또는 부르지 않은 메서드에서 만든 층도 없는 것입니다. 노트북에서
        클래스를 고쳤다면 클래스의 셀과 모델을 만드는 셀을 다시 실행하세요.
        | 그 객체에 있는 이름으로 부르세요. dir(x)는 가진 이름을, type(x)는 무엇인지를 알려 줍니다. 옮겨 온 줄이라면
        지금 쓰는 버전(torch.__version__)의 문서를 확인하세요.""",
    )
    why = Text(
        en="""self.fc2 is looked up when forward runs, not when the model is made: a name that __init__ never set
        raises only at the first batch. nn.Module looks among its layers, too, and says "'Net' object has no
        attribute 'fc2'" for all of them. Often a layer was renamed in one of the two places, or a line copied from a
        tutorial belongs to another version.""",
        ko="""self.fc2는 모델을 만들 때가 아니라 forward가 실행될 때 찾습니다. 그래서 __init__에서 만든 적 없는 이름은
        첫 배치에서야 에러가 납니다. nn.Module은 자기 층 가운데서도 찾아보고 "'Net' object has no attribute 'fc2'"라고
        합니다. 두 곳 가운데 한 곳에서만 층 이름을 바꾸었거나, 다른 버전의 예제에서 옮겨 온 줄인 경우가 많습니다.""",
    )
    symptoms = (
        "'Net' object has no attribute 'fc2'",
        "'DataParallel' object has no attribute 'fc'",
        "'_SingleProcessDataLoaderIter' object has no attribute 'next'",
        "'collections.OrderedDict' object has no attribute 'eval'",
        "'DataLoader' object has no attribute 'shape'",
        "'DataLoader' object is not subscriptable",
        "'Subset' object has no attribute 'targets'",
        "module 'torch.nn' has no attribute 'Relu'",
        "module 'torch.optim' has no attribute 'adam'",
        "AttributeError: object has no attribute",
        "모델에 그런 속성이 없다고 나와요",
        "object has no attribute 에러가 나요",
    )
    errors = (
        ErrorText(_WRAPPERS, _WRAPPED),
        ErrorText(r"'(?P<object>\w*DataLoaderIter)' object has no attribute '(?P<name>next)'", _NEXT),
        ErrorText(
            r"'(?P<object>(?:collections\.)?OrderedDict)' object has no attribute '(?P<name>\w+)'", _STATE
        ),
        ErrorText(
            r"'(?P<object>DataLoader)' object "
            r"(?:has no attribute '(?P<name>\w+)'|is not (?:subscriptable|an iterator))",
            _LOADER,
        ),
        ErrorText(r"'(?P<object>Subset)' object has no attribute '(?P<name>\w+)'", _PART),
        ErrorText(
            r"module '(?P<object>(?:torch|torchvision)[\w.]*)' has no attribute '(?P<name>\w+)'", _SPELT
        ),
        ErrorText(rf"'(?P<object>(?!{_OTHERS})[\w.]+)' object has no attribute '(?P<layer>\w+)'"),
    )
    often = 1
    measures = {
        "object": Measure(Text(en="class of the object", ko="객체의 클래스")),
        "layer": Measure(Text(en="name asked for", ko="찾은 이름")),
        "name": Measure(Text(en="name asked for", ko="찾은 이름")),
        "near": Measure(Text(en="name that is there", ko="있는 이름")),
    }
    sources = ("PyTorch documentation, torch.nn.Module: submodules assigned in __init__",)

    def rule(self, program: Program) -> Iterator[Finding]:
        """A method that is run reads an attribute of its own model that nothing in sight sets."""
        for unmade in program.unmade_attributes():
            yield self.at(
                unmade.place,
                repair=unmade.renamed(),
                object=unmade.cls.name,
                layer=unmade.name,
                near=unmade.near,
            )

    def fits(self, told: Told, failure: Failure) -> bool | None:
        """What one of torch's own objects lacks is told by name."""
        known = (*self.errors[:6],)
        return True if any(text.read(failure.message) is not None for text in known) else None
