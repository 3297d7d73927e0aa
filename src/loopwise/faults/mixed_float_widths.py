"""Float64 data, as numpy makes it, meets the float32 weights that torch makes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from loopwise.faults._errors import ErrorText
from loopwise.faults._fault import Fault
from loopwise.records import Finding
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.program import Program
    from loopwise.records.failures import Failure, Told


class MixedFloatWidths(Fault):
    """`torch.tensor(X)` of a numpy array, handed to a layer; a float64 target handed to BCELoss."""

    severity = "error"
    title = Text(en="float64 data, float32 weights", ko="float64 데이터와 float32 가중치")
    says = Text(
        en="""These numbers are float64 (Double); they meet float32 at {met_place}, and torch raises.
        | These numbers are float64 (Double); where they meet float32, torch raises.""",
        ko="""이 값은 float64(Double)입니다. 여기({met_place})에서 float32를 만나 에러가 납니다.
        | 이 값은 float64(Double)입니다. float32를 만나는 곳에서 에러가 납니다.""",
    )
    mend = Text(
        en="Make float32 of the data once, where it becomes a tensor: torch.tensor(X, dtype=torch.float32).",
        ko="데이터를 텐서로 만들 때 한 번 float32로 바꾸세요: torch.tensor(X, dtype=torch.float32).",
    )
    why = Text(
        en="""numpy's floats have 64 bits, torch's weights 32: half the memory, and much faster on a GPU.
        torch.tensor and torch.from_numpy keep the type they are given, and a matrix product takes two equal types.
        Only some operations convert by themselves: additions do, MSELoss does, Linear and BCELoss do not.""",
        ko="""numpy의 실수는 64비트, torch의 가중치는 32비트입니다. 메모리가 절반이고 GPU에서 훨씬 빠르기
        때문입니다. torch.tensor와 torch.from_numpy는 받은 자료형을 그대로 두고, 행렬곱은 두 자료형이 같아야 합니다.
        저절로 맞춰 주는 연산은 일부뿐입니다. 덧셈과 MSELoss는 맞춰 주지만 Linear와 BCELoss는 그렇지 않습니다.""",
    )
    symptoms = (
        "mat1 and mat2 must have the same dtype, but got Double and Float",
        "expected m1 and m2 to have the same dtype, but got: double != float",
        "Input type (double) and bias type (float) should be the same",
        "expected scalar type Float but found Double",
        "expected scalar type Double but found Float",
        "Found dtype Double but expected Float",
        "Double이랑 Float이 안 맞는다는 에러가 나요",
        "float64 float32 에러",
    )
    errors = (
        ErrorText(r"must have the same dtype, but got:? (?P<one>\w+) (?:and|!=) (?P<other>\w+)"),
        ErrorText(r"to have the same dtype(?:, but got:? (?P<one>\w+) (?:and|!=) (?P<other>\w+))?"),
        ErrorText(
            r"Input type \((?P<one>[\w. ]+)\) and (?:bias|weight) type \((?P<other>[\w. ]+)\) should be the same"
        ),
        ErrorText(r"expected scalar type (?P<other>Float|Double) but found (?P<one>Float|Double)"),
        ErrorText(r"Found dtype (?P<one>Double) but expected (?P<other>Float)"),
    )
    often = 3
    sources = ("PyTorch documentation, torch.tensor: dtype is inferred from data",)

    def rule(self, program: Program) -> Iterator[Finding]:
        """Float64 numbers reach a layer that holds float32, or a loss that does not convert."""
        for mixed in program.mixed_widths():
            yield self.at(mixed.place, repair=mixed.narrowed(), related={"met_place": mixed.met_at.place})

    def fits(self, told: Told, failure: Failure) -> bool | None:
        """One of the two is Double, the other Float; integers, and tensors on two devices, are other faults."""
        if not told:
            return None
        kinds = {str(kind).lower().rpartition(".")[2].removesuffix("tensor") for kind in told.values()}
        return kinds == {"double", "float"}
