"""The optimiser is given the model itself: `SGD(model, lr=0.1)`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from loopwise.faults._errors import ErrorText
from loopwise.faults._fault import Fault
from loopwise.records import Finding
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.program import Program
    from loopwise.records.failures import Failure, Told


class OptimiserGivenTheModel(Fault):
    """Or the method `model.parameters`, without calling it."""

    severity = "error"
    title = Text(en="The optimiser is given the model", ko="옵티마이저(optimizer)에 모델을 넘김")
    says = Text(
        en="The optimiser wants parameters, and is given something else: this raises a TypeError.",
        ko="옵티마이저(optimizer)에는 파라미터를 넘겨야 하는데 다른 것을 넘겨서 TypeError가 납니다.",
    )
    mend = Text(en="Give it model.parameters().", ko="model.parameters()를 넘기세요.")
    why = Text(
        en="""An optimiser knows nothing of models: it steps on the tensors it is given, once and for all. parameters()
        goes through all layers of a model and gives their tensors. In Keras, compile() makes this connection.""",
        ko="""옵티마이저는 모델을 모르고, 처음에 받은 텐서들만 움직입니다. parameters()는 모델의 모든 층을 돌며 그
        텐서들을 줍니다. Keras에서는 compile()이 이 연결을 대신해 줍니다.""",
    )
    symptoms = (
        "'Net' object is not iterable",
        "'method' object is not iterable",
        "optimizer can only optimize Tensors, but one of the params is torch.nn.modules.linear.Linear",
        "params argument given to the optimizer should be an iterable of Tensors or dicts",
        "'Net' object is not iterable 오류가 나요",
        "옵티마이저에서 TypeError가 나요",
    )
    errors = (
        ErrorText(r"'(?P<given>\w+)' object is not iterable"),
        ErrorText(r"optimizer can only optimize Tensors, but one of the params is"),
        ErrorText(r"params argument given to the optimizer should be an iterable"),
    )
    sources = ("PyTorch documentation, torch.optim: constructing it",)

    def rule(self, program: Program) -> Iterator[Finding]:
        """What an optimiser is given is a model, or a method of one."""
        for optimiser in program.optimisers():
            if optimiser.has_a_model:
                yield self.at(optimiser.given_place, repair=optimiser.given_parameters())

    def fits(self, told: Told, failure: Failure) -> bool | None:
        """An optimiser is made on the line; a number or None that is looped over gives the same text."""
        if not (given := str(told.get("given", ""))):
            return True
        if failure.code:
            return bool(re.search(r"optim|SGD|Adam|RMSprop|Adagrad|LBFGS", failure.code))
        return None if given == "method" or (given[:1].isupper() and given != "NoneType") else False
