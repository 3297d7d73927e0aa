"""A Linear (or a recurrent layer) is made for another number of features than it is given."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from loopwise.faults._errors import MATMUL, MATMUL_SAYS, ErrorText, numbers
from loopwise.faults._fault import Fault, Measure
from loopwise.records import Finding
from loopwise.text import Formula, Text

if TYPE_CHECKING:
    from loopwise.program import Program
    from loopwise.records.failures import Failure, Told


class LinearWidthMismatch(Fault):
    """`nn.Linear(16 * 5 * 5, 10)` behind pictures of another size than the tutorial's."""

    severity = "error"
    title = Text(en="A layer made for another width", ko="입력 크기가 맞지 않는 층")
    says = Text(
        en="""This layer takes {wanted} features and is given {given}.
        The shapes on the way to it: {flow}.""",
        ko="""이 층은 특성(feature) {wanted}개를 받도록 만들어졌는데 {given}개가 들어옵니다.
        여기까지의 형상(shape) 변화: {flow}.""",
    )
    mend = Text(
        en="Make the layer for the width that comes in: its first argument is the last axis of its input.",
        ko="들어오는 크기에 맞게 층을 만드세요. 첫 번째 인자는 입력의 마지막 축 길이와 같아야 합니다.",
    )
    why = Text(
        en="""A Linear multiplies the last axis of its input by a matrix of in_features rows, so the two numbers
        must be equal. Behind convolutions that number is channels times height times width, and each
        convolution without padding and each pooling changes height and width: a number copied from a tutorial
        fits only pictures of that tutorial's size. nn.LazyLinear takes the width from the first batch; printing
        x.shape before the layer shows it.""",
        ko="""Linear는 입력의 마지막 축에 in_features개의 행을 가진 행렬을 곱하므로 두 수가 같아야 합니다.
        합성곱 뒤에서는 이 수가 채널 × 높이 × 너비이고, 패딩 없는 합성곱과 풀링을 지날 때마다 높이와 너비가
        달라집니다. 예제에서 옮겨 적은 숫자는 그 예제와 크기가 같은 이미지에만 맞습니다. nn.LazyLinear를 쓰면 첫
        배치에서 크기를 알아내고, 층 앞에서 x.shape를 출력해 보아도 됩니다.""",
    )
    symptoms = (
        "mat1 and mat2 shapes cannot be multiplied",
        "mat1 and mat2 shapes cannot be multiplied ({given}x3 and {wanted}x4)",
        "RuntimeError: size mismatch, m1: [64 x 1024], m2: [400 x 120]",
        "input.size(-1) must be equal to input_size. Expected 10, got 8",
        "what is in_features of the first linear layer after convolutions",
        "shape 안 맞아요",
        "Linear 입력 크기를 모르겠어요",
        "mat1 mat2 에러가 나요",
    )
    errors = (
        ErrorText(MATMUL, MATMUL_SAYS),
        ErrorText(r"mat1 dim 1 must match mat2 dim 0"),
        ErrorText(
            r"input\.size\(-1\) must be equal to input_size\. Expected (?P<wanted>\d+), got (?P<given>\d+)"
        ),
        ErrorText(
            r"size mismatch, m1: \[(?P<rows>\d+) x (?P<given>\d+)\], "
            r"m2: \[(?P<wanted>\d+) x (?P<out>\d+)\]",
            MATMUL_SAYS,
        ),
        ErrorText(
            r"Given normalized_shape=\[(?P<wanted>\d+)\], expected input .* "
            r"got input of size\[(?:\d+, )*(?P<given>\d+)\]"
        ),
    )
    often = 3
    measures = {
        "wanted": Measure(Text(en="features wanted", ko="층이 받는 특성 수"), digits=0),
        "given": Measure(Text(en="features given", ko="들어온 특성 수"), digits=0),
        "flow": Measure(Text(en="shapes on the way", ko="형상 변화")),
    }
    formula = Formula(
        r"L_{\mathrm{out}} = \left\lfloor \frac{L + 2p - d(k - 1) - 1}{s} \right\rfloor + 1",
        symbols={
            "L": Text(en="height or width before", ko="지나기 전의 높이 또는 너비"),
            "k": Text(en="kernel", ko="커널 크기"),
            "p": Text(en="padding", ko="패딩"),
            "s": Text(en="stride", ko="스트라이드"),
            "d": Text(en="dilation", ko="팽창(dilation)"),
        },
        code="(L + 2 * p - d * (k - 1) - 1) // s + 1   # features behind it: channels * height * width",
    )
    sources = (
        "PyTorch documentation, torch.nn.Linear: in_features is the size of each input sample",
        "PyTorch documentation, torch.nn.Conv2d: the shape of its output",
    )

    def rule(self, program: Program) -> Iterator[Finding]:
        """What comes in is flat, or no picture, and its last axis has another length."""
        for refusal in program.refused("width"):
            if not (refusal.is_picture or refusal.lacks_batch_axis or refusal.eats_batch):
                yield self.at(
                    refusal.made_place,
                    repair=refusal.with_setting("in_features", "input_size"),
                    wanted=refusal.wanted,
                    given=refusal.given,
                    flow=refusal.flow,
                )

    def fits(self, told: Told, failure: Failure) -> bool | None:
        """Flat rows whose length is no multiple of the wanted one; pictures and merged axes are other faults."""
        if failure.axes_given is None:
            return None
        if found := numbers(told, "rows", "given", "wanted"):
            rows, given, wanted = found
            if given % wanted == 0 or rows * given == wanted:
                return None
        return failure.axes_given < 4
