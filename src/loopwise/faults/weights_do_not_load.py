"""A checkpoint that another model has written: its keys or shapes are not this model's."""

from __future__ import annotations

from loopwise.faults._errors import RAISED, SHAPE, ErrorText
from loopwise.faults._fault import Fault
from loopwise.faults._measure import Measure
from loopwise.text import Text


class WeightsDoNotLoad(Fault):
    """Ten classes in the file, three in the model."""

    severity = "error"
    title = Text(en="Weights that do not load", ko="불러올 수 없는 가중치")
    says = Text(
        en="""The weights in the file are not of this model, so load_state_dict() raises.
        Parameter {parameter} has shape {kept} in the file and {wanted} in the model.
        The model has parameters that the file has not: {missing}.
        The file has parameters that the model has not: {unexpected}.""",
        ko="""파일에 든 가중치가 이 모델의 것이 아니어서 load_state_dict()에서 에러가 납니다.
        {parameter} 파라미터의 형상(shape)은 파일에서 {kept}, 모델에서 {wanted}입니다.
        모델에는 있고 파일에는 없는 파라미터: {missing}
        파일에는 있고 모델에는 없는 파라미터: {unexpected}""",
    )
    mend = Text(
        en="""Build the model as it was when it was saved, or leave out what does not fit: drop the keys of the layer
        that was replaced and load the rest with strict=False, then look at what it returns. Keys that begin with
        module. come from DataParallel: save model.module.state_dict(). A whole model in the file needs
        weights_only=False, and only where you trust its source.""",
        ko="""저장할 때와 같은 구조로 모델을 만드세요. 층을 바꾸었다면 그 층의 키를 빼고 strict=False로 불러온 뒤
        반환값을 확인하세요. 키가 module.로 시작하면 DataParallel에서 저장한 것이므로 model.module.state_dict()를
        저장하세요. 파일에 모델 전체가 들어 있다면 출처를 믿을 수 있을 때만 weights_only=False로 불러오세요.""",
    )
    why = Text(
        en="""A state_dict is a table from parameter names to tensors; it knows nothing of classes or layers. Loading
        goes name by name, and a name that is missing, left over or of another shape means that the two models are not
        the same one: another number of classes, a layer renamed, a wrapper around it. strict=False passes over
        missing and left-over names, never over shapes, and says nothing unless its answer is read.""",
        ko="""state_dict는 파라미터 이름과 텐서를 짝지은 표일 뿐, 클래스나 층은 모릅니다. 이름별로 불러오므로 이름이
        빠졌거나 남거나 형상이 다르면 두 모델이 같지 않다는 뜻입니다. 클래스 수가 다르거나, 층 이름이 바뀌었거나,
        다른 모듈로 감싼 경우입니다. strict=False는 빠지거나 남는 이름을 넘어갈 뿐 형상이 다르면 역시 에러가 나고,
        반환값을 읽지 않으면 아무것도 알려 주지 않습니다.""",
    )
    symptoms = (
        "size mismatch for fc.weight: copying a param with shape torch.Size([10, 64]) from checkpoint",
        "Missing key(s) in state_dict",
        "Unexpected key(s) in state_dict: module.conv1.weight",
        "Weights only load failed",
        "load_state_dict에서 size mismatch 에러가 나요",
        "저장한 모델이 안 불러와져요",
        "state_dict 키가 없다고 나와요",
    )
    measures = {
        "parameter": Measure(Text(en="parameter", ko="파라미터")),
        "kept": Measure(Text(en="shape in the file", ko="파일에서의 형상")),
        "wanted": Measure(Text(en="shape in the model", ko="모델에서의 형상")),
        "missing": Measure(Text(en="only in the model", ko="모델에만 있음")),
        "unexpected": Measure(Text(en="only in the file", ko="파일에만 있음")),
        **RAISED,
    }
    errors = (
        ErrorText(
            r"size mismatch for (?P<parameter>[\w.]+)"
            r"(?:: copying a param with shape (?:torch\.Size\()?(?P<kept>" + SHAPE + r")\)? from checkpoint, "
            r"the shape in current model is (?:torch\.Size\()?(?P<wanted>" + SHAPE + r"))?"
        ),
        ErrorText(r"Missing key\(s\) in state_dict: (?P<missing>\"[\w.\", ]+\")"),
        ErrorText(r"Unexpected key\(s\) in state_dict: (?P<unexpected>\"[\w.\", ]+\")"),
        ErrorText(r"Weights only load failed"),
    )
    sources = (
        "PyTorch documentation, torch.nn.Module.load_state_dict: strict, missing_keys and unexpected_keys",
        "PyTorch documentation, torch.load: weights_only",
    )
