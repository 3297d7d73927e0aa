"""`.numpy()` on a tensor that is on the GPU: numpy knows the computer's own memory only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from loopwise.faults._errors import ErrorText
from loopwise.faults._fault import Fault
from loopwise.records import Finding
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.program import Program


class NumpyFromGpu(Fault):
    """Predictions handed to scikit-learn or to a plot without `.cpu()`."""

    severity = "error"
    title = Text(en="numpy() of a GPU tensor", ko="GPU 텐서에 쓴 numpy()")
    says = Text(
        en="""This tensor is on the GPU where there is one, and numpy cannot read a GPU's memory: it raises there.""",
        ko="""이 텐서는 GPU가 있는 컴퓨터에서는 GPU에 있습니다. numpy는 GPU 메모리를 읽지 못하므로 오류가 납니다.""",
    )
    mend = Text(
        en="Copy it first: x.cpu().numpy(), and x.detach().cpu().numpy() where gradients are recorded.",
        ko="먼저 복사하세요: x.cpu().numpy(). 기울기(gradient)를 기록하는 곳에서는 x.detach().cpu().numpy()를 쓰세요.",
    )
    why = Text(
        en="""numpy() does not copy: the array shares the tensor's memory. For a tensor on the GPU that is not possible,
        and torch does not make the slow copy unasked. cpu() makes it; on the CPU it costs nothing, so it may always
        stand there.""",
        ko="""numpy()는 복사하지 않고 텐서의 메모리를 함께 씁니다. GPU에 있는 텐서로는 그럴 수 없고, torch는 시키지 않은
        느린 복사를 하지 않습니다. cpu()가 그 복사를 합니다. 이미 CPU에 있으면 비용이 없으므로 언제나 적어 두어도
        됩니다.""",
    )
    symptoms = (
        "can't convert cuda:0 device type tensor to numpy. Use Tensor.cpu() to copy the tensor to host memory first.",
        "can't convert mps:0 device type tensor to numpy",
        "TypeError when plotting a CUDA tensor",
        "cuda 텐서를 numpy로 바꾸니까 에러가 나요",
        "numpy 변환 에러가 GPU에서만 나요",
    )
    errors = (ErrorText(r"can't convert (?P<device>\S+) device type tensor to numpy"),)
    sources = ("PyTorch documentation, torch.Tensor.numpy: the tensor has to be on the CPU",)

    def rule(self, program: Program) -> Iterator[Finding]:
        """What `numpy()` is called on comes from a model or a tensor that the program moves to an accelerator."""
        for call in program.arrays_from_gpu():
            yield self.at(call.place, repair=call.receives("cpu()"))
