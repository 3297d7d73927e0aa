"""The program asks for a GPU that this machine, or this build of torch, does not have."""

from __future__ import annotations

from loopwise.faults._errors import ErrorText
from loopwise.faults._fault import Fault, Measure
from loopwise.text import Text

_STORED = Text(
    en="The file's tensors lay on a GPU: torch.load(path, map_location=device) puts them where the model is.",
    ko="파일의 텐서가 GPU에서 저장된 것입니다. torch.load(경로, map_location=device)로 모델이 있는 장치에 불러오세요.",
)
_BUILD = Text(
    en="This torch was built without CUDA: pip or conda chose the build for the CPU.",
    ko="설치된 torch가 CUDA 없이 만들어진 것입니다. pip이나 conda가 CPU용을 골랐습니다.",
)
_NUMBER = Text(
    en="GPUs count from 0: with one of them cuda:0 is the only one.",
    ko="GPU 번호는 0부터 셉니다. 하나뿐이라면 cuda:0만 있습니다.",
)
_KERNEL = Text(
    en="This torch has no code for this GPU: it is older, or newer, than the build supports.",
    ko="설치된 torch에 이 GPU를 위한 코드가 없습니다. 지원하는 것보다 오래되었거나 새로운 GPU입니다.",
)


class GpuNotThere(Fault):
    """`model.cuda()` on a laptop, `device = "cuda:1"` with one GPU, weights saved on a GPU and loaded without one."""

    severity = "error"
    title = Text(en="No GPU here", ko="쓸 수 없는 GPU")
    says = Text(
        en="The program asks for a GPU that torch cannot use on this machine.",
        ko="이 컴퓨터에서 torch가 쓸 수 없는 GPU를 프로그램이 요구합니다.",
    )
    mend = Text(
        en="""Choose the device once, device = "cuda" if torch.cuda.is_available() else "cpu", and write .to(device)
        for every .cuda(). In Colab: Runtime, Change runtime type, GPU. If nvidia-smi shows a GPU and
        torch.cuda.is_available() is False, install the build with CUDA that pytorch.org names for it.""",
        ko="""장치는 device = "cuda" if torch.cuda.is_available() else "cpu"로 한 번만 정하고, .cuda() 대신
        .to(device)를 쓰세요. Colab에서는 런타임, 런타임 유형 변경에서 GPU를 고릅니다. nvidia-smi에는 GPU가 나오는데
        torch.cuda.is_available()이 False라면 pytorch.org에 나온 CUDA용 torch를 설치하세요.""",
    )
    why = Text(
        en=""".cuda() and device="cuda" name a GPU whether there is one or not. Code from a machine with one, a notebook
        whose runtime was changed, or weights that remember where they lay raise at the first of these lines. Torch
        comes in builds: that for the CPU knows no GPU at all, that for CUDA needs NVIDIA's driver.""",
        ko=""".cuda()와 device="cuda"는 GPU가 있든 없든 GPU를 가리킵니다. GPU가 있는 컴퓨터에서 쓴 코드, 런타임을 바꾼
        노트북, 있던 장치를 기억하는 가중치 파일은 그런 줄에서 바로 에러가 납니다. torch는 여러 종류로 배포됩니다.
        CPU용은 GPU를 전혀 모르고, CUDA용에는 NVIDIA 드라이버가 필요합니다.""",
    )
    symptoms = (
        "Torch not compiled with CUDA enabled",
        "Found no NVIDIA driver on your system",
        "Attempting to deserialize object on a CUDA device but torch.cuda.is_available() is False",
        "CUDA error: invalid device ordinal",
        "No CUDA GPUs are available",
        "CUDA error: no kernel image is available for execution on the device",
        "PyTorch is not linked with support for mps devices",
        "torch.cuda.is_available() is False",
        "torch does not see my GPU",
        "GPU를 못 찾아요",
        "cuda를 쓸 수 없다고 나와요",
        "코랩에서 GPU가 안 잡혀요",
    )
    errors = (
        ErrorText(r"Torch not compiled with CUDA enabled", _BUILD),
        ErrorText(r"Found no NVIDIA driver on your system"),
        ErrorText(r"No CUDA GPUs are available"),
        ErrorText(r"Attempting to deserialize object on (?:a CUDA device|CUDA device \d+)", _STORED),
        ErrorText(r"CUDA error: invalid device ordinal", _NUMBER),
        ErrorText(r"CUDA error: no kernel image is available", _KERNEL),
        ErrorText(r"PyTorch is not linked with support for (?P<device>\w+) devices"),
    )
    often = 2
    measures = {"device": Measure(Text(en="device asked for", ko="요구한 장치"))}
    sources = (
        "PyTorch documentation, torch.cuda.is_available",
        "PyTorch documentation, torch.load: map_location",
    )
