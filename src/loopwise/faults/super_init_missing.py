"""A module sets layers before `nn.Module.__init__` has run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from loopwise.faults._errors import ErrorText
from loopwise.faults._fault import Fault
from loopwise.records import Finding
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.program import Program


class SuperInitMissing(Fault):
    """`super().__init__()` is not called, or called too late."""

    severity = "error"
    title = Text(en="super().__init__() is missing", ko="super().__init__()이 없음")
    says = Text(
        en="""A layer is set here before nn.Module.__init__ has run: this raises an AttributeError.""",
        ko="""nn.Module.__init__이 실행되기 전에 층을 설정해서 AttributeError가 납니다.""",
    )
    mend = Text(
        en="Call super().__init__() as the first line of __init__.",
        ko="__init__의 첫 줄에서 super().__init__()을 부르세요.",
    )
    why = Text(
        en="""nn.Module keeps layers, parameters and buffers in dictionaries of its own, and its __init__ makes them.
        An __init__ of your own replaces that one, so it has to call it, before any layer is set.""",
        ko="""nn.Module은 층과 파라미터와 버퍼를 자신의 딕셔너리에 보관하고, 그 딕셔너리는 nn.Module의 __init__이
        만듭니다. 직접 쓴 __init__은 그것을 대신하므로, 층을 설정하기 전에 먼저 불러 주어야 합니다.""",
    )
    symptoms = (
        "cannot assign module before Module.__init__() call",
        "cannot assign parameters before Module.__init__() call",
        "AttributeError: 'Net' object has no attribute '_modules'",
        "super().__init__()을 안 불렀어요",
        "cannot assign module 오류가 나요",
    )
    errors = (
        ErrorText(r"cannot assign \w+ before Module\.__init__\(\) call"),
        ErrorText(r"object has no attribute '_(?:modules|parameters|buffers|backward_hooks|forward_hooks)'"),
    )
    sources = (
        "PyTorch documentation, torch.nn.Module: an __init__() call to the parent class must be made before",
    )

    def rule(self, program: Program) -> Iterator[Finding]:
        """The first layer that a class sets before the library's own __init__."""
        seen = set()
        for event in program.events.of("unready"):
            if event.is_of_a_sure_module and event.owner_class not in seen:
                seen.add(event.owner_class)
                yield self.at(event.place, repair=event.super_called_first())
