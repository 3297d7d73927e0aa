"""`backward()` on something that depends on no tensor with `requires_grad=True`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from loopwise.faults._errors import GRADIENT_IS_NONE, ErrorText, asks_for_gradient
from loopwise.faults._fault import Fault
from loopwise.records import Finding
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.program import Program
    from loopwise.program.objects.ops import Op
    from loopwise.records.failures import Failure, Told


class GradientNotRequired(Fault):
    """Leaves made by hand without it, or a model frozen whole."""

    severity = "error"
    title = Text(en="Nothing requires a gradient", ko="requires_grad=True인 텐서가 없음")
    says = Text(
        en="""The optimiser ({optimiser_place}) is given this tensor, which has no requires_grad=True: it gets no
        gradient, so no step moves it.
        | backward() ({backward_place}) depends on no tensor with requires_grad=True, so it raises an error.
        | Nothing this backward() depends on has requires_grad=True, so it raises an error.""",
        ko="""옵티마이저(optimizer)({optimiser_place})가 받은 이 텐서에는 requires_grad=True가 없습니다.
        기울기(gradient)가 생기지 않으므로 스텝을 밟아도 값이 바뀌지 않습니다.
        | backward()({backward_place})가 거슬러 갈 텐서 가운데 requires_grad=True인 것이 없어 오류가 납니다.
        | 이 backward()가 거슬러 갈 텐서 가운데 requires_grad=True인 것이 없어 오류가 납니다.""",
    )
    mend = Text(
        en="Give the tensors to be learnt requires_grad=True; of a frozen model, leave at least the new layer free.",
        ko="학습할 텐서를 만들 때 requires_grad=True를 주세요. 동결(freeze)한 모델이라면 새 층은 풀어 두세요.",
    )
    why = Text(
        en="""Autograd records only what depends on a leaf that asks for its gradient. The parameters of layers ask by
        themselves; tensors made with torch.tensor, randn or zeros do not unless told. Inputs and targets never
        need it.""",
        ko="""autograd는 기울기(gradient)를 요구하는 텐서에서 시작된 계산만 기록합니다. 층의 파라미터는 저절로
        요구하지만, torch.tensor, randn, zeros로 직접 만든 텐서는 그렇게 지정해야 요구합니다. 입력과 정답에는
        필요 없습니다.""",
    )
    symptoms = (
        "element 0 of tensors does not require grad and does not have a grad_fn",
        "'NoneType' object has no attribute 'data'",
        "forgot requires_grad=True",
        "x.grad is None",
        "backward 오류가 나요",
        "requires_grad를 안 했어요",
        "grad가 None이에요",
    )
    errors = (
        ErrorText(r"element 0 of tensors does not require grad"),
        ErrorText(GRADIENT_IS_NONE),
    )
    sources = ("PyTorch documentation, Autograd mechanics: setting requires_grad",)

    def rule(self, program: Program) -> Iterator[Finding]:
        """Nothing a backward or an optimiser is given asks for a gradient, and nothing cuts one off."""
        blamed_leaves: set[Op | None] = set()
        for backward in program.dead_backwards:
            leaf, freezing = program.first_unasked(backward), program.frozen_before(backward)
            blamed = leaf or freezing
            is_plain = bool(blamed) or backward.is_at_top
            blamed_leaves.add(leaf)
            if is_plain and backward.cut is None and not program.freezes_sometimes:
                yield self.at(
                    blamed.place if blamed else backward.place,
                    repair=leaf.asking_gradient() if leaf else None,
                    related={"backward_place": backward.place} if blamed else {},
                )

        for held, made in program.held_unasked():
            if held not in blamed_leaves and not program.freezes_sometimes:
                yield self.at(
                    held.place, repair=held.asking_gradient(), related={"optimiser_place": made.place}
                )

    def fits(self, told: Told, failure: Failure) -> bool | None:
        """Every model there is frozen, or there is none."""
        if "element 0" not in failure.message:
            return asks_for_gradient(failure)
        return True if failure.can_learn is False else None
