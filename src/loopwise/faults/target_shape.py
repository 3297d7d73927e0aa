"""Class ids come as one column, (N, 1); cross-entropy takes (N,)."""

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


class TargetShape(Fault):
    """`criterion(out, y)` with y of shape (N, 1)."""

    severity = "error"
    title = Text(en="Class ids in a column", ko="열 하나로 된 클래스 번호")
    says = Text(
        en="""Cross-entropy takes class ids (N,); here they come as {target}.""",
        ko="""교차 엔트로피는 클래스 번호를 (N,) 형상(shape)으로 받습니다. 여기서 들어오는 형상: {target}.""",
    )
    mend = Text(
        en="Drop the axis: criterion(out, y.squeeze(1)).",
        ko="축 하나를 없애세요: criterion(out, y.squeeze(1)).",
    )
    why = Text(
        en="""For cross-entropy a target is one class id for each sample, so it has one axis fewer than the
        logits. Columns of tables, reshape(-1, 1) for scikit-learn and labels read with a double bracket
        (df[["y"]]) bring a second axis. A target of two axes is taken for probabilities, which must be floats
        and as many as the classes.""",
        ko="""교차 엔트로피의 정답은 샘플마다 클래스 번호 하나이므로 로짓보다 축이 하나 적습니다. 표의 열,
        scikit-learn에 맞춘 reshape(-1, 1), 대괄호를 두 번 쓴 df[["y"]]에서는 축이 하나 더 생깁니다. 축이 둘인
        정답은 확률로 여겨지는데, 확률이라면 실수이고 클래스 수만큼 있어야 합니다.""",
    )
    symptoms = (
        "0D or 1D target tensor expected, multi-target not supported",
        "RuntimeError: multi-target not supported",
        "label of shape (N, 1) in CrossEntropyLoss",
        "only batches of spatial targets supported (3D tensors) but got targets of dimension: 4",
        "multi-target not supported 에러가 나요",
        "레이블 shape 안 맞아요",
    )
    errors = (
        ErrorText(r"multi-target not supported"),
        ErrorText(
            r"only batches of spatial targets supported \(3D tensors\) but got targets of dimension",
            Text(
                en="Masks of pictures are (N, H, W), without an axis for the channel.",
                ko="이미지의 마스크는 채널 축이 없는 (N, H, W) 형상입니다.",
            ),
        ),
    )
    often = 3
    measures = {"target": Measure(Text(en="shape of the target", ko="정답의 형상"))}
    sources = ("PyTorch documentation, torch.nn.CrossEntropyLoss: the shape of the target",)

    def rule(self, program: Program) -> Iterator[Finding]:
        """One column of targets beside several classes."""
        for loss in program.losses("cross_entropy", "nll_loss"):
            if loss.has_column_target:
                yield self.at(loss.place, repair=loss.with_target("squeeze(1)"), target=loss.target_shape)

    def fits(self, told: Told, failure: Failure) -> bool | None:
        """The class ids stand in a column."""
        shapes = [seen.shape for seen in failure.tensors if str(seen.dtype).startswith(("int", "uint"))]
        return any(shape and len(shape) > 1 and shape[-1] == 1 for shape in shapes) if shapes else None
