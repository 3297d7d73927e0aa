"""The model is on the GPU and the data on the CPU, or the other way round: what meets must be on one device."""

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


class DevicesMixed(Fault):
    """A batch that is not moved, targets forgotten, a tensor made in `forward` without `device=`."""

    severity = "error"
    title = Text(en="Tensors on two devices", ko="서로 다른 장치에 있는 텐서")
    says = Text(
        en="""What is made at {stray_place} is on the {device}; what it meets here is not. On a machine with a GPU this
        raises. Without one everything is on the CPU, and nothing shows.""",
        ko="""여기서 만나는 두 값이 서로 다른 장치에 있습니다(하나는 {device} 장치에 있음: {stray_place}).
        GPU가 있는 컴퓨터에서는 오류가 나고, GPU가 없으면 모두 CPU에 있어 드러나지 않습니다.""",
    )
    mend = Text(
        en="""Move each batch, inputs and targets: x, y = x.to(device), y.to(device). A tensor made in forward takes
        device=x.device.""",
        ko="""배치마다 입력과 정답을 모두 옮기세요: x, y = x.to(device), y.to(device). forward 안에서 만드는 텐서에는
        device=x.device를 주면 됩니다.""",
    )
    why = Text(
        en="""A GPU has a memory of its own, and torch copies nothing into it unasked: that would be slow and unseen. So
        `model.to(device)` moves the parameters and `x.to(device)` each tensor. For a module `to` works in place, for a
        tensor it returns a new one: `x.to(device)` alone on a line moves nothing. Data loaders give batches on the
        CPU.""",
        ko="""GPU에는 따로 메모리가 있고, torch는 시키지 않은 복사를 하지 않습니다. 느린 데다 눈에 띄지 않기 때문입니다.
        그래서 파라미터는 model.to(device)로, 텐서는 하나하나 x.to(device)로 옮겨야 합니다. 모듈의 to는 제자리에서
        옮기지만 텐서의 to는 새 텐서를 돌려주므로 x.to(device)만 한 줄에 적으면 아무것도 옮겨지지 않습니다.
        DataLoader가 주는 배치는 CPU에 있습니다.""",
    )
    symptoms = (
        "Expected all tensors to be on the same device, but found at least two devices, cuda:0 and cpu!",
        "Input type (torch.cuda.FloatTensor) and weight type (torch.FloatTensor) should be the same",
        "Input type (torch.FloatTensor) and weight type (torch.cuda.FloatTensor) should be the same",
        "works on CPU but not on GPU",
        "tensors on different devices",
        "cuda랑 cpu가 섞였다는 에러가 나요",
        "GPU로 바꾸니까 에러가 나요",
        "코랩에서만 device 에러가 나요",
    )
    errors = (
        ErrorText(
            r"Expected all tensors to be on the same device(?:, but (?:found at least two devices, |got .* is on )"
            r"(?P<one>\w+(?::\d+)?)(?:,? and |.* on )(?P<other>\w+(?::\d+)?))?",
            Text(
                en="One tensor is on {one}, the other on {other}.",
                ko="한 텐서는 {one}에, 다른 텐서는 {other}에 있습니다.",
            ),
        ),
        ErrorText(
            r"Input type \((?P<one>[\w. ]+)\) and (?:bias|weight) type \((?P<other>[\w. ]+)\) should be the same"
        ),
        ErrorText(r"Tensor on device \S+ is not on the expected device"),
    )
    measures = {"device": Measure(Text(en="device of the tensor", ko="텐서가 있는 장치"))}
    sources = ("PyTorch documentation, CUDA semantics: operations on tensors of different devices raise",)

    def rule(self, program: Program) -> Iterator[Finding]:
        """One operand is surely on the accelerator the program asks for, another surely on the CPU.

        Of one that was moved in vain, `x.cuda()` alone on a line, another fault tells.
        """
        for mixed in (one for one in program.mixed_devices() if not one.is_moved_in_vain):
            yield self.at(
                mixed.place,
                repair=mixed.moved(),
                related={"stray_place": mixed.stray.op.place},
                device=mixed.device.upper(),
            )

    def fits(self, told: Told, failure: Failure) -> bool | None:
        """Of two tensor types one is a GPU's; values on one line that lie on two devices decide."""
        if len({seen.device for seen in failure.tensors if seen.device}) > 1:
            return True
        if "type" in failure.message and len(told) == 2:
            return sum("cuda" in str(kind) for kind in told.values()) == 1
        return None
