"""A layer, or a flag, is set under a name that the model does not read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from loopwise.faults import _probe
from loopwise.faults._fault import Fault, Measure
from loopwise.records import Finding
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.program import Program
    from loopwise.runtime.events import RunEnd


_ENOUGH = 3  # steps: a part that is trained later is no mistake


class HeadOnTheWrongName(Fault):
    """`resnet.classifier = ...`, or `backbone.requires_grad = False` on a module."""

    severity = "error"
    title = Text(en="Set under a name nobody reads", ko="모델이 쓰지 않는 이름에 넣음")
    says = Text(
        en="""This model calls its last part `{head}`; `{name}` is a new attribute that its forward never asks.
        | `{name}` of a module is an attribute that nothing reads: its parameters go on being trained.
        In this run nothing went through it: the model gave {outputs} outputs, the layer set gives {wanted}.
        In this run all {values} of them got gradients and were stepped.""",
        ko="""이 모델의 마지막 부분은 이름이 `{head}`입니다. `{name}` 속성은 새로 생길 뿐 forward에서 쓰이지 않습니다.
        | 모듈에 붙인 `{name}` 속성은 아무도 읽지 않습니다. 안에 있는 파라미터는 계속 학습됩니다.
        이번 실행에서 이 층을 지나간 값은 없습니다. 모델의 출력은 {outputs}개,
        새로 넣은 층의 출력은 {wanted}개입니다.
        이번 실행에서도 파라미터 {values}개가 모두 기울기(gradient)를 받아 갱신되었습니다.""",
    )
    mend = Text(
        en="""Print the model and use the name it has: fc in ResNet, classifier in VGG and DenseNet, heads in ViT.
        To freeze a module, call module.requires_grad_(False), with the underscore.""",
        ko="""모델을 출력해서 실제 이름을 쓰세요. ResNet은 fc, VGG와 DenseNet은 classifier, ViT는 heads입니다. 모듈을
        동결(freeze)하려면 밑줄이 있는 module.requires_grad_(False)를 호출하면 됩니다.""",
    )
    why = Text(
        en="""Python lets one set any attribute on any object, so a wrong name makes a new one and no message says so.
        The new head takes part in nothing: a ResNet still gives 1000 outputs, of which most are never a label. Likewise
        requires_grad belongs to tensors; on a module it is only a word.""",
        ko="""파이썬은 어떤 객체에든 아무 속성이나 붙일 수 있어서, 이름이 틀리면 새 속성만 생기고 메시지는 없습니다.
        새 출력층은 아무 일도 하지 않습니다. ResNet은 여전히 출력이 1000개이고 그중 대부분은 정답 레이블(label)이 되지
        않습니다. requires_grad도 텐서의 것이라, 모듈에 붙이면 그냥 이름일 뿐입니다.""",
    )
    symptoms = (
        "model still has 1000 outputs",
        "replaced the classifier but the output shape is the same",
        "frozen backbone still changes",
        "requires_grad = False has no effect",
        "출력층을 바꿨는데 출력이 1000개예요",
        "동결했는데 가중치가 변해요",
        "requires_grad=False가 안 먹혀요",
    )
    measures = {
        "name": Measure(Text(en="name set", ko="쓴 이름")),
        "head": Measure(Text(en="name in the model", ko="모델 안의 이름")),
        "outputs": Measure(Text(en="outputs of the model", ko="모델의 출력 수"), digits=0),
        "wanted": Measure(Text(en="outputs of the layer set", ko="새로 넣은 층의 출력 수"), digits=0),
        "values": Measure(Text(en="numbers that go on being trained", ko="계속 학습되는 값의 수"), digits=0),
    }
    sources = (
        "PyTorch tutorials, Finetuning torchvision models: reshaping each model's last layer",
        "PyTorch documentation, torch.nn.Module.requires_grad_",
    )

    def rule(self, program: Program) -> Iterator[Finding]:
        """A well-known model gets a head under another family's name, or a module a flag of tensors."""
        for misnamed in program.misnamed():
            yield self.at(misnamed.place, repair=misnamed.renamed(), name=misnamed.name, head=misnamed.head)

    class Probe(_probe.Probe):
        """Nothing ever went through a layer that was set; or a module that was told so is trained all the same."""

        refutes = False

        def on_end(self, run: RunEnd) -> Iterator[Finding]:
            """Yield for each of them."""
            for training in run.trainings:
                for one in training.misnamed if training.steps >= _ENOUGH else ():
                    place = one.place or training.backward_place
                    if one.head:
                        yield self.measured(
                            place,
                            step=training.first,
                            name=one.name,
                            head=one.head,
                            outputs=one.outputs,
                            wanted=one.wanted,
                        )
                    else:
                        yield self.measured(place, step=training.first, name=one.name, values=one.values)
