"""The weights of the best epoch are kept, and are not the ones that are used in the end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from loopwise.faults import _probe
from loopwise.faults._fault import Fault, Measure
from loopwise.records import Finding
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.program import Program
    from loopwise.runtime.evaluation_events import LoadEvent


class BestWeightsLost(Fault):
    """`state_dict()` without a copy, or loaded with `strict=False` into a model whose names are others."""

    severity = "warning"
    title = Text(en="The kept weights are lost", ko="잃어버린 최고 성능의 가중치")
    says = Text(
        en="""This state is no copy: training goes on changing it. Where it is used, it is the last one ({used_place}).
        | None of the names saved ({saved_place}) is one of this model's: strict=False hides that nothing is loaded.
        | The best weights are kept here, and nothing puts them back: the last ones are judged ({judged_place}).
        In this run {shared} of {tensors} tensors loaded at step {steps} were the model's own memory.
        | In this run none of the {tensors} tensors was loaded at step {steps}.""",
        ko="""여기에 담은 것은 복사본이 아니라서 이후의 학습이 계속 바꿉니다. 쓸 때는 마지막 가중치입니다({used_place}).
        | 저장한 이름({saved_place}) 중 이 모델에 있는 것이 없는데, strict=False 때문에 조용히 지나갑니다.
        | 가장 좋은 가중치를 여기에 담아 두지만 다시 불러오는 곳이 없어, 마지막 가중치로 평가합니다({judged_place}).
        이번 실행에서는 스텝(step) {steps}에서 불러온 텐서 {tensors}개 중 {shared}개가 모델의 메모리
        그대로였습니다.
        | 이번 실행에서는 스텝(step) {steps}에서 텐서 {tensors}개 중 하나도 불러오지 못했습니다.""",
    )
    mend = Text(
        en="""Keep a copy: best = copy.deepcopy(model.state_dict()), or save it to a file at once. Load with
        strict=True, so that a name that does not fit raises.""",
        ko="""복사본을 두세요. best = copy.deepcopy(model.state_dict())로 쓰거나 그 자리에서 파일로 저장하면 됩니다.
        불러올 때는 strict=True로 두어 맞지 않는 이름이 있으면 오류가 나게 하세요.""",
    )
    why = Text(
        en="""state_dict() is a dictionary of the model's own tensors, not of copies; the optimiser changes
        these in place. After more epochs the dictionary "of the best epoch" holds the weights of the last, and
        loading it back changes nothing. The validation number printed belongs to weights that no longer exist.
        With strict=False, load_state_dict() passes over every name it does not know. A model that was wrapped
        (DataParallel puts "module." in front) then keeps its random start.""",
        ko="""state_dict()는 모델이 가진 텐서 그 자체의 딕셔너리이고 복사본이 아닙니다. 옵티마이저(optimizer)는
        그 텐서를 제자리에서 바꿉니다. 에폭이 더 지나면 '가장 좋았던 에폭'의 딕셔너리에는 마지막 가중치가 들어 있고,
        다시 불러와도 달라지는 것이 없습니다. 출력해 둔 검증 성능은 이제 없는 가중치의 것입니다.
        strict=False이면 load_state_dict()는 모르는 이름을 모두 건너뜁니다. 감싼 모델(DataParallel은 이름 앞에
        "module."을 붙입니다)의 가중치를 불러오면 처음의 무작위 값이 그대로 남습니다.""",
    )
    symptoms = (
        "best model has the same accuracy as the last one",
        "early stopping does not restore the best weights",
        "loaded model performs like an untrained one",
        "test accuracy lower than the best validation accuracy",
        "load_state_dict strict=False loads nothing",
        "불러온 모델의 정확도가 달라요",
        "최고 성능 모델을 저장했는데 마지막 모델이랑 같아요",
        "모델을 불러오면 성능이 떨어져요",
    )
    measures = {
        "tensors": Measure(Text(en="tensors of the model", ko="모델의 텐서 수"), digits=0),
        "shared": Measure(
            Text(en="of those loaded, the model's own memory", ko="모델의 메모리와 같은 텐서"), digits=0
        ),
        "steps": Measure(Text(en="step at which they were loaded", ko="불러온 스텝"), digits=0),
    }
    sources = (
        "PyTorch tutorials, Saving and loading models: state_dict() returns a reference and not its copy",
        "PyTorch documentation, torch.nn.Module.load_state_dict: strict",
    )

    def rule(self, program: Program) -> Iterator[Finding]:
        """A state is used after its model has learnt on, fits no name of the model, or is never put back."""
        for lost in program.lost_weights():
            places = {
                "used_place": lost.used_place,
                "saved_place": lost.saved_place,
                "judged_place": lost.judged_place,
            }
            related = {name: place for name, place in places.items() if place is not None}
            yield self.at(lost.place, repair=lost.mended(), related=related)

    class Probe(_probe.Probe):
        """What is loaded after training is the model's own memory, or has none of its names."""

        refutes = False

        def on_load(self, load: LoadEvent) -> Iterator[Finding]:
            """Yield at a load that changes nothing."""
            if not load.step or not load.tensors:
                return
            if load.shared == load.tensors:
                yield self.measured(
                    load.place,
                    step=load.step,
                    related={"used_place": load.place},
                    tensors=load.tensors,
                    shared=load.shared,
                    steps=load.step,
                )
            elif not load.shared and not load.loaded:
                yield self.measured(
                    load.place,
                    step=load.step,
                    related={"saved_place": load.place},
                    tensors=load.tensors,
                    steps=load.step,
                )
