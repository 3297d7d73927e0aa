"""A data set gives samples that no batch can be made of: pictures of PIL, or nothing at all."""

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

_EARLY = Text(
    en="What is given a picture of PIL here works on tensors: it has to come behind ToTensor().",
    ko="여기서 PIL 이미지를 받은 변환은 텐서를 다룹니다. ToTensor() 뒤에 와야 합니다.",
)
_TWICE = Text(
    en="ToTensor() was given what is a tensor already: leave it out, or one of the two.",
    ko="ToTensor()에 이미 텐서인 것이 들어왔습니다. ToTensor()를 빼거나, 두 번 썼다면 하나를 지우세요.",
)
_ARRAY = Text(
    en="This transform takes pictures of PIL, and an array came in: Image.fromarray(x), or transforms.ToPILImage() in "
    "front of it.",
    ko="PIL 이미지를 받는 변환에 배열이 들어왔습니다. Image.fromarray(x)로 바꾸거나 transforms.ToPILImage()를 "
    "앞에 두세요.",
)


class SampleNotATensor(Fault):
    """`datasets.MNIST("data")` without ToTensor(), `return Image.open(path), label`, Normalize before ToTensor."""

    severity = "error"
    title = Text(en="A sample that is no tensor", ko="텐서가 아닌 샘플")
    says = Text(
        en="""A batch is stacked from tensors, arrays and numbers.
        A sample of this data set holds something else: {found}.
        The data set is a {data}.
        {step} works on tensors, and comes before ToTensor() here.
        The loader that has to stack the samples: {loader_place}.""",
        ko="""배치는 텐서, 배열, 숫자를 쌓아 만듭니다.
        이 데이터셋의 샘플에는 다른 것이 들어 있습니다: {found}.
        데이터셋의 클래스: {data}.
        텐서를 다루는 변환({step})이 ToTensor()보다 앞에 있습니다.
        샘플을 쌓는 데이터 로더: {loader_place}.""",
    )
    mend = Text(
        en="""Pictures of PIL: give the data set transform=transforms.ToTensor(), in a chain behind Resize and the
        like and before Normalize. NoneType: let __getitem__ return its sample. Anything else: return tensors or
        numbers, or stack the samples in a collate_fn of your own.""",
        ko="""PIL 이미지라면 데이터셋에 transform=transforms.ToTensor()를 주세요. 여러 변환을 쓸 때는 Resize 같은
        변환의 뒤, Normalize의 앞에 둡니다. NoneType이라면 __getitem__에서 샘플을 return하세요. 그 밖의 것이라면
        텐서나 숫자를 돌려주거나, 직접 만든 collate_fn에서 쌓으세요.""",
    )
    why = Text(
        en="""A data set hands out what it read, and torchvision reads pictures with PIL. Looking at data[0][0]
        works, so does drawing it; only the loader, which stacks the samples along a new first axis, needs numbers.
        ToTensor turns a picture (H, W, C) of bytes into a tensor (C, H, W) between 0 and 1. A __getitem__ without
        return gives None.""",
        ko="""데이터셋은 읽은 것을 그대로 내주고, torchvision은 이미지를 PIL로 읽습니다. data[0][0]을 보거나 그리는
        것은 잘 되지만, 샘플을 새 첫 축으로 쌓는 데이터 로더에는 숫자가 필요합니다. ToTensor는 바이트로 된 이미지
        (H, W, C)를 0과 1 사이의 텐서 (C, H, W)로 바꿉니다. return이 없는 __getitem__은 None을 돌려줍니다.""",
    )
    symptoms = (
        "batch must contain tensors, numpy arrays, numbers, dicts or lists; found <class 'PIL.Image.Image'>",
        "batch must contain tensors, numbers, dicts or lists; found <class 'NoneType'>",
        "img should be Tensor Image. Got <class 'PIL.Image.Image'>",
        "Normalize() does not support PIL images",
        "my DataLoader returns PIL images",
        "ToTensor is missing",
        "PIL 이미지라서 배치가 안 만들어져요",
        "ToTensor를 빼먹었어요",
        "default_collate 에러가 나요",
    )
    errors = (
        ErrorText(r"batch must contain tensors.{0,60}; found <class '(?P<found>[\w.]+)'>"),
        ErrorText(
            r"(?:img|tensor) should be (?:Tensor Image|a torch tensor)\. Got <class '(?P<found>PIL[\w.]+)'>",
            _EARLY,
        ),
        ErrorText(r"(?P<step>\w+)\(\) does not support PIL images"),
        ErrorText(r"pic should be PIL Image or ndarray\. Got <class 'torch\.Tensor'>", _TWICE),
        ErrorText(r"pic should be PIL Image or ndarray\. Got <class '(?P<found>[\w.]+)'>"),
        ErrorText(r"(?:img should be PIL Image\. Got|Unexpected type) <class 'numpy\.ndarray'>", _ARRAY),
    )
    often = 3
    measures = {
        "found": Measure(Text(en="what a sample holds", ko="샘플에 든 것")),
        "data": Measure(Text(en="class of the data set", ko="데이터셋의 클래스")),
        "step": Measure(Text(en="transform that takes tensors", ko="텐서를 다루는 변환")),
    }
    sources = (
        "PyTorch documentation, torch.utils.data.default_collate",
        "torchvision documentation, transforms.ToTensor: converts a PIL Image (H x W x C) to a tensor (C x H x W)",
    )

    def rule(self, program: Program) -> Iterator[Finding]:
        """A loader with the usual collation runs over a data set whose samples hold a picture, or are None."""
        for odd in program.odd_samples():
            yield self.at(
                odd.place,
                repair=odd.made_tensors(),
                related={"loader_place": odd.loader_place},
                found=None if odd.step else odd.found,
                step=odd.step,
            )

    def shown_by(self, failure: Failure) -> Told:
        """Name the class of the data set that the failing line's loader takes its samples from."""
        held = failure.own.seen if failure.own else ()
        return next(({"data": seen.kind} for seen in held if seen.name.endswith(".dataset")), {})
