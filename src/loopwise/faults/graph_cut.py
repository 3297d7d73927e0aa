"""The loss has no path back to any parameter: something on the way cut the graph."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from loopwise.faults import _probe
from loopwise.faults._errors import ErrorText
from loopwise.faults._fault import Fault, Measure
from loopwise.records import Evidence, Finding
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.program import Program
    from loopwise.records.failures import Failure, Told
    from loopwise.runtime.events import BackwardEvent, RunEnd, StepEvent


class GraphCut(Fault):
    """`.detach()`, `.data`, `.item()`, `.numpy()`, `torch.tensor(loss)`, argmax or no_grad before the loss."""

    severity = "error"
    title = Text(en="The graph is cut before the loss", ko="손실 앞에서 끊긴 계산 그래프")
    says = Text(
        en="""`{operation}` cuts the graph between the model and the loss ({backward_place} calls backward()).
        | No path leads from the loss ({backward_place}) to any of {tensors} parameter tensors.
        | The model is asked without gradients (no_grad), but backward() is called on its loss ({backward_place}).
        {layers} layers behind it, which the optimiser holds, get no gradient and stay as they began.
        | No gradient reaches any parameter: backward() raises an error, or nothing is learnt.
        In this run backward() reached {reached} of {tensors} parameter tensors (calls looked at: {looks}).""",
        ko="""`{operation}` 연산이 모델과 손실 사이에서 계산 그래프를 끊습니다(backward() 호출: {backward_place}).
        | 손실({backward_place})에서 파라미터 텐서 {tensors}개 중 어느 것으로도 이어지는 길이 없습니다.
        | 기울기(gradient)를 끈 상태(no_grad)에서 계산한 손실에 backward()를 부릅니다({backward_place}).
        그 앞의 층 {layers}개는 옵티마이저(optimizer)가 갖고 있는데도 기울기를 받지 못해 처음 값 그대로 남습니다.
        | 어떤 파라미터에도 기울기가 닿지 않아 backward()에서 오류가 나거나, 아무것도 학습되지 않습니다.
        이번 실행에서 살펴본 backward() 호출 {looks}번이 닿은 파라미터 텐서는 {tensors}개 중 {reached}개입니다.""",
    )
    mend = Text(
        en="Compute the loss from what the model returns; detach, item, argmax and no_grad are for numbers to report.",
        ko="""모델이 반환한 값으로 바로 손실을 계산하세요. detach, item, argmax, no_grad는 보고할 숫자를 구할 때만 쓰면
        됩니다.""",
    )
    why = Text(
        en="""Autograd follows tensors only. A number from item(), an array from numpy(), a copy made by torch.tensor()
        know nothing of how they were computed; detach() and .data say so on purpose; argmax returns positions, which
        do not change smoothly with the weights. Setting requires_grad=True on such a copy silences the error, and
        then nothing is learnt at all.""",
        ko="""autograd는 텐서만 따라갑니다. item()의 숫자, numpy()의 배열, torch.tensor()로 만든 복사본은 어떻게
        계산되었는지 모르고, detach()와 .data는 일부러 기록을 뗀 것이며, argmax가 주는 위치는 가중치에 따라 부드럽게
        변하지 않습니다. 이런 복사본에 requires_grad=True를 붙이면 오류는 사라지지만 아무것도 학습되지 않습니다.""",
    )
    symptoms = (
        "element 0 of tensors does not require grad and does not have a grad_fn",
        "Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead.",
        "loss stays exactly the same every epoch",
        "grad is None after backward",
        "does not have a grad_fn 오류가 나요",
        "로스가 전혀 안 변해요",
        "backward가 안 돼요",
    )
    often = 3
    errors = (
        ErrorText(r"element 0 of tensors does not require grad"),
        ErrorText(r"Can't call numpy\(\) on Tensor that requires grad"),
    )
    measures = {
        "layers": Measure(Text(en="layers cut off", ko="끊긴 층의 수"), digits=0),
        "operation": Measure(Text(en="operation that cuts", ko="그래프를 끊은 연산")),
        "reached": Measure(
            Text(en="parameter tensors reached", ko="backward()가 닿은 파라미터 텐서"), digits=0
        ),
        "tensors": Measure(
            Text(en="parameter tensors the optimisers hold", ko="옵티마이저가 가진 파라미터 텐서"), digits=0
        ),
        "looks": Measure(Text(en="calls of backward() looked at", ko="살펴본 backward() 호출"), digits=0),
    }
    sources = ("PyTorch documentation, Autograd mechanics: how autograd encodes the history",)

    def rule(self, program: Program) -> Iterator[Finding]:
        """No gradient can flow from a backward's tensor, or none to some layers, and an operation is to blame."""
        for backward in program.dead_backwards:
            if cut := backward.cut:
                yield self.at(
                    cut.place,
                    repair=cut.uncut(),
                    related={"backward_place": backward.place},
                    operation=cut.kind if cut.is_a_cut else None,
                )
        for one in program.cut_off():
            places = {"backward_place": one.backward.place}
            yield self.at(
                one.place, confidence="likely", related=places, operation=one.kind, layers=one.layers
            )

    class Probe(_probe.Probe):
        """No entry into `backward()` reaches any parameter, though an optimiser holds some that ask for gradients."""

        refutes = False
        judges = True
        enough = 3  # entries, where backward() raises nothing

        def __init__(self, fault: Fault) -> None:
            super().__init__(fault)
            self.cut: list[BackwardEvent] = []
            self.learns = False  # once is enough to be silent
            self.raises = self.steps_in_vain = False
            self._looks = self._most = self._asking = (
                0  # steps; tensors that had a gradient, that ask for one
            )
            self._all_received = False

        def on_backward(self, backward: BackwardEvent) -> Iterator[Finding]:
            """Yield at once where backward() is about to raise."""
            reach = backward.reach
            if reach is not None and reach.trainable:
                self.learns = self.learns or reach.held + reach.parameters > 0
                self.raises = not reach.has_graph
                self.cut.append(backward)
                if self.raises and not self.learns:
                    yield self._finding()

        def on_step(self, step: StepEvent) -> Iterator[Finding]:
            """Yield when enough entries show it; a gradient may still come through what a graph does not show."""
            if step.gradient is None:
                return
            self.learns = self.learns or step.gradient.tensors > 0
            self.steps_in_vain = True
            received, asking = step.gradient.tensors, step.gradient.trainable
            self._looks, self._asking = self._looks + 1, max(self._asking, asking)
            self._most = max(self._most, received)
            self._all_received = self._all_received or received >= asking
            if not self.learns and len(self.cut) == self.enough:
                yield self._finding()

        @property
        def borne_out(self) -> Mapping[str, Evidence] | None:
            """What never receives a gradient may be a spare head; where the source names a cut, it is behind that."""
            if self._looks < self.enough or self._all_received:
                return None
            return {"reached": self._most, "tensors": self._asking, "looks": self._looks}

        def on_end(self, run: RunEnd) -> Iterator[Finding]:
            """Yield with the counts of the whole run, if an optimiser had a use for what was cut."""
            in_vain = self.steps_in_vain and len(self.cut) >= self.enough
            if not self.learns and (self.raises or in_vain):
                yield self._finding()

        def _finding(self) -> Finding:
            last = self.cut[-1]
            return self.measured(
                last.place,
                step=self.cut[0].step,
                related={"backward_place": last.place},
                reached=0,
                tensors=last.reach.trainable if last.reach else 0,
                looks=len(self.cut),
            )

    def fits(self, told: Told, failure: Failure) -> bool | None:
        """There is a model that could learn, so the path to it is cut."""
        if "numpy" in failure.message:
            return True
        return True if failure.can_learn else None
