"""Samples of different shapes in one batch: the loader cannot stack them."""

from __future__ import annotations

from loopwise.faults._errors import RAISED, SHAPE, ErrorText
from loopwise.faults._fault import Fault
from loopwise.faults._measure import Measure
from loopwise.text import Text


class ImagesOfDifferentSize(Fault):
    """Photographs as they come from a folder."""

    severity = "error"
    title = Text(en="Images of different size", ko="크기가 다른 이미지")
    says = Text(
        en="""A batch is one tensor, and the samples of this one do not have the same shape, so the loader raises.
        The first sample is {first}, sample {at} is {other}.""",
        ko="""배치는 텐서 하나인데 이 배치에 든 샘플들의 형상(shape)이 서로 달라 DataLoader에서 에러가 납니다.
        첫 샘플은 {first}, {at}번 샘플은 {other}입니다.""",
    )
    mend = Text(
        en="""Bring every sample to one shape in the data set: transforms.Resize((64, 64)) - with two numbers, as one
        keeps the ratio - then ToTensor(); convert("RGB") where some are grey. Sequences: pad them in a collate_fn.""",
        ko="""데이터셋에서 모든 샘플의 형상을 맞추세요. transforms.Resize((64, 64)) 다음에 ToTensor()를 씁니다. 숫자를
        하나만 주면 비율이 유지되므로 두 개를 주세요. 흑백 이미지가 섞여 있으면 convert("RGB")를 쓰고, 시퀀스는
        collate_fn에서 길이를 맞추세요.""",
    )
    why = Text(
        en="""The loader asks the data set for single samples and stacks them along a new first axis. torch.stack needs
        equal shapes. Whether two differ in one batch depends on the order, so with shuffling the error comes at
        another step each time, and with a batch of 1 never.""",
        ko="""DataLoader는 데이터셋에서 샘플을 하나씩 꺼내 새 첫 축을 따라 쌓습니다. torch.stack은 형상이 모두 같아야
        합니다. 한 배치에 다른 형상이 섞이는지는 순서에 달려 있어서, 섞을 때마다 다른 스텝에서 에러가 나고 배치 크기가
        1이면 나지 않습니다.""",
    )
    symptoms = (
        "stack expects each tensor to be equal size, but got [3, 224, 300] at entry 0 and [3, 200, 224] at entry 1",
        "DataLoader crashes with batch size larger than 1",
        "images in my folder have different sizes",
        "이미지 크기가 달라서 배치가 안 만들어져요",
        "batch_size가 1이면 되는데 2부터 에러가 나요",
    )
    measures = {
        "first": Measure(Text(en="shape of the first sample", ko="첫 샘플의 형상")),
        "at": Measure(Text(en="number of the other one", ko="다른 샘플의 번호"), digits=0),
        "other": Measure(Text(en="its shape", ko="그 샘플의 형상")),
        **RAISED,
    }
    errors = (
        ErrorText(
            r"stack expects each tensor to be equal size, but got (?P<first>"
            + SHAPE
            + r") at entry 0 and (?P<other>"
            + SHAPE
            + r") at entry (?P<at>\d+)"
        ),
    )
    sources = ("PyTorch documentation, torch.utils.data.default_collate: stacks samples along a new axis",)
