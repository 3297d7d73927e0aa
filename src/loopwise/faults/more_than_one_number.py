"""One number is asked of a tensor that holds several: `.item()` of a batch, `torch.tensor` of a list of tensors."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from loopwise.faults._errors import ErrorText
from loopwise.faults._fault import Fault, Measure
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.records.failures import Failure, Told

_LISTED = re.compile(r"(?:torch\.(?:tensor|\w*Tensor|as_tensor)|np\.array|numpy\.array)\(")


class MoreThanOneNumber(Fault):
    """`loss.item()` of a loss with reduction="none", `torch.tensor(outputs)` of a list of tensors, `float(x)`."""

    severity = "error"
    title = Text(en="More than one number where one is wanted", ko="숫자 하나가 필요한 곳에 여러 개")
    says = Text(
        en="""A tensor with several numbers cannot become one number of Python.
        This one holds {count}.
        {held_name} is a list of tensors, and torch.tensor() makes a tensor of numbers only.""",
        ko="""숫자가 여러 개 든 텐서는 Python 숫자 하나가 될 수 없습니다.
        이 텐서에는 {count}개가 있습니다.
        텐서의 리스트({held_name})가 들어왔는데, torch.tensor()는 숫자로만 텐서를 만듭니다.""",
    )
    mend = Text(
        en="""A list of tensors becomes one with torch.stack(outputs), or torch.cat(outputs) along the axis they have.
        .item(), float() and int() want one number: take the mean or the sum first, or .tolist() for all of them.
        A loss with reduction="none" needs .mean() before backward() as well.""",
        ko="""텐서의 리스트는 torch.stack(outputs)으로, 있는 축을 따라 잇는다면 torch.cat(outputs)으로 합치세요.
        .item(), float(), int()에는 숫자가 하나여야 하므로 먼저 평균이나 합을 구하고, 모두 필요하면 .tolist()를
        쓰세요. reduction="none"인 손실은 backward() 앞에서도 .mean()이 필요합니다.""",
    )
    why = Text(
        en="""torch.tensor(list) asks each element for one number, as float() does: for a list of losses that are
        single numbers it works, for a list of outputs it does not. The text names no line of the list. Of an
        argmax or an accuracy of a batch there is one number for each sample.""",
        ko="""torch.tensor(리스트)는 float()처럼 원소마다 숫자 하나를 달라고 합니다. 숫자 하나짜리 손실의 리스트는
        되지만 출력의 리스트는 안 됩니다. 배치의 argmax나 맞았는지의 여부는 샘플마다 하나씩 있습니다.""",
    )
    symptoms = (
        "only one element tensors can be converted to Python scalars",
        "a Tensor with 10 elements cannot be converted to Scalar",
        "only integer tensors of a single element can be converted to an index",
        "only size-1 arrays can be converted to Python scalars",
        "torch.tensor of a list of tensors",
        "unsupported format string passed to Tensor.__format__",
        "텐서의 리스트를 텐서로 못 바꿔요",
        "item()에서 에러가 나요",
    )
    errors = (
        ErrorText(r"only one element tensors can be converted to Python scalars"),
        ErrorText(r"a Tensor with (?P<count>\d+) elements cannot be converted to Scalar"),
        ErrorText(r"only integer tensors of a single element can be converted to an index"),
        ErrorText(r"only (?:size-1|length-1|0-dimensional) arrays can be converted to Python scalars"),
        ErrorText(r"unsupported format string passed to Tensor\.__format__"),
    )
    often = 2
    measures = {
        "count": Measure(Text(en="numbers in the tensor", ko="텐서에 든 숫자의 수"), digits=0),
        "held_name": Measure(Text(en="list of tensors", ko="텐서의 리스트")),
    }
    sources = (
        "PyTorch documentation, torch.Tensor.item",
        "PyTorch documentation, torch.stack",
    )

    def shown_by(self, failure: Failure) -> Told:
        """Name the list that torch.tensor() was given, or count what is in the one tensor of the line."""
        held = failure.own.seen if failure.own else ()
        if _LISTED.search(failure.code):
            lists = [seen.name for seen in held if seen.kind.startswith("list (")]
            return {"held_name": lists[0]} if len(lists) == 1 else {}
        return {}
