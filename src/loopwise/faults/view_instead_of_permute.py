"""Axes change places by view or reshape, which only cuts the same row of numbers into other pieces."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from loopwise.faults import _dynamics_probe
from loopwise.faults._fault import Fault, Measure
from loopwise.faults._mixed_probe import MIXED
from loopwise.records import Finding
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.program import Program
    from loopwise.records import Evidence, Place
    from loopwise.runtime.dynamics import Training
    from loopwise.runtime.events import RunEnd


class ViewInsteadOfPermute(Fault):
    """(N, H, W, C) to (N, C, H, W), (N, T, F) to (T, N, F) with `view`."""

    severity = "error"
    title = Text(en="view where permute is meant", ko="permute 대신 쓴 view")
    says = Text(
        en="""This makes {after} of {before} by reshaping: numbers keep their order, so neighbours are torn apart.
        In this run the pictures given to {layer} were torn: along a row, numbers {channels} places apart are alike
        (correlation {alike:.2f}), next to one another less so ({near:.2f}). In a whole picture it is the other way.
        Asked again after this run, beside {rows} other samples, an answer changed by up to {changed:.3g} (a typical one
        is {scale:.3g}): the model's own reshape puts numbers of several samples into one.""",
        ko="""형상(shape)만 바꾸어({before} → {after}) 숫자의 순서는 그대로입니다. 그래서 이웃한 값들이 흩어집니다.
        이번 실행에서 {layer} 층이 받은 이미지는 흩어져 있었습니다. 한 행에서 {channels}칸 떨어진 값끼리의 상관은
        {alike:.2f}인데 더 가까운 값끼리는 {near:.2f}입니다. 온전한 이미지에서는 가까울수록 상관이 큽니다.
        이번 실행이 끝난 뒤 다른 샘플({rows}개)과 묶어 다시 계산하니 같은 샘플의 답이 최대 {changed:.3g}만큼
        달라졌습니다(보통 답의 크기 {scale:.3g}). 모델 안의 reshape가 여러 샘플의 숫자를 한 샘플에 섞어 넣습니다.""",
    )
    mend = Text(
        en="Move axes with permute or transpose; view and reshape only join and split neighbouring ones.",
        ko="축의 순서는 permute나 transpose로 바꾸세요. view와 reshape는 이웃한 축을 잇거나 나누기만 합니다.",
    )
    why = Text(
        en="""A tensor is one long row of numbers, and view says only where to cut it. Cutting the row of (H, W,
        C) as (C, H, W) puts the colours of the first pixels into the first channel as if they were a row of the
        picture. The shape is right and nothing raises, but pictures are scrambled, or time steps of several
        samples mixed.""",
        ko="""텐서는 긴 한 줄의 숫자이고 view는 그 줄을 어디서 자를지만 정합니다. (H, W, C) 순서의 줄을 (C, H,
        W)로 자르면 처음 몇 픽셀의 색들이 첫 채널의 한 행처럼 들어갑니다. 형상은 맞고 에러도 나지 않지만,
        이미지가 뒤섞이거나 여러 샘플의 시점이 섞입니다.""",
    )
    symptoms = (
        "images look scrambled after reshape",
        "accuracy stays at chance after changing NHWC to NCHW with view",
        "view instead of transpose",
        "이미지가 깨져 보여요",
        "reshape 했더니 정확도가 안 올라가요",
    )
    often = 1
    measures = {
        **MIXED,
        "before": Measure(Text(en="shape before", ko="바꾸기 전 형상")),
        "after": Measure(Text(en="shape after", ko="바꾼 뒤 형상")),
        "channels": Measure(Text(en="channels", ko="채널 수"), digits=0),
        "alike": Measure(
            Text(en="correlation so many places apart in a row", ko="한 행에서 채널 수만큼 떨어진 값의 상관")
        ),
        "near": Measure(Text(en="correlation of nearer numbers", ko="더 가까운 값의 상관")),
        "layer": _dynamics_probe.MEASURES["layer"],
    }
    sources = ("PyTorch documentation, torch.Tensor.view and torch.permute",)

    def rule(self, program: Program) -> Iterator[Finding]:
        """The same lengths in another order."""
        for reshape in program.reshapes():
            if reshape.tears_axes:
                yield self.at(
                    reshape.place, repair=reshape.as_permute(), before=reshape.before, after=reshape.after
                )
        for turned in program.turned():
            yield self.at(turned.place, repair=turned.as_permute(), before=turned.before, after=turned.after)

    class Probe(_dynamics_probe.DynamicsProbe):
        """Along the rows of the pictures that the first layer gets, every C-th number is alike, and not the next."""

        enough = 1
        plain = False

        def shown(self, training: Training) -> Mapping[str, Evidence] | None:
            """None where neighbours are alike, as in any whole picture."""
            torn = training.inputs.torn if training.inputs else None
            if torn is None or training.inputs is None:
                return None
            layer = training.inputs.layer
            return {"channels": torn.channels, "alike": torn.alike, "near": torn.near, "layer": layer}

        def on_end(self, run: RunEnd) -> Iterator[Finding]:
            """Yield for torn pictures, and for models in which a reshape mixes the samples of a batch."""
            yield from super().on_end(run)
            for mixed in run.mixed:
                if mixed.by == "view":
                    yield self.measured(
                        mixed.place,
                        step=mixed.step,
                        before=str(mixed.before),
                        after=str(mixed.after),
                        rows=mixed.rows,
                        changed=mixed.changed,
                        scale=mixed.scale,
                    )

        def place(self, training: Training) -> Place:
            """Return where the first layer is made, or else where the loss goes back."""
            return _dynamics_probe.first_layer_place(training)
