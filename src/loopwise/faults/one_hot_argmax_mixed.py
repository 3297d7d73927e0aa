"""Class ids and one-hot rows mixed up: integer one-hot rows as targets, or class ids as prediction."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from loopwise.faults._errors import ErrorText
from loopwise.faults._fault import Fault
from loopwise.records import Finding
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.program import Program
    from loopwise.records.failures import Failure, Told


class OneHotArgmaxMixed(Fault):
    """`F.one_hot(y)` into CrossEntropyLoss, or `argmax` of the prediction. One-hot *floats* are right."""

    severity = "error"
    title = Text(en="One-hot rows and class ids mixed up", ko="뒤섞인 원-핫과 클래스 번호")
    says = Text(
        en="""CrossEntropyLoss takes logits (N, C) and, as targets, class ids (N,) or probabilities (N, C) in floats.
        Integer one-hot rows are neither; an argmax of the prediction leaves no logits, nor a gradient, to any loss.""",
        ko="""CrossEntropyLoss는 로짓 (N, C)와 함께 클래스 번호 (N,) 또는 실수로 된 확률 (N, C)를 정답으로 받습니다.
        정수로 된 원-핫은 어느 쪽도 아니고, 예측에 argmax를 취하면 로짓도 기울기(gradient)도 남지 않습니다.""",
    )
    mend = Text(
        en="Give the loss the logits and the class ids as they are: criterion(out, y).",
        ko="로짓과 클래스 번호를 그대로 넣으세요: criterion(out, y).",
    )
    why = Text(
        en="""Keras' categorical_crossentropy wants one-hot rows, its sparse_categorical_crossentropy wants ids; PyTorch
        has one class for both and tells them apart by type and shape. F.one_hot gives int64, which looks like ids
        with one axis too many. argmax belongs to the accuracy, after the loss.""",
        ko="""Keras의 categorical_crossentropy는 원-핫을, sparse_categorical_crossentropy는 번호를 받습니다. PyTorch는
        클래스 하나로 둘 다 받으면서 자료형과 형상(shape)으로 구분합니다. F.one_hot은 int64를 내므로 축이 하나 더
        많은 번호처럼 보입니다. argmax는 손실 다음에 정확도(accuracy)를 구할 때만 씁니다.""",
    )
    symptoms = (
        "Expected floating point type for target with class probabilities, got Long",
        "RuntimeError: Expected floating point type for target with class probabilities",
        "0D or 1D target tensor expected, multi-target not supported",
        "one-hot with CrossEntropyLoss",
        "should I use argmax before the loss",
        "CrossEntropyLoss에 원핫 넣어도 되나요",
        "원핫 인코딩 에러가 나요",
    )
    errors = (
        ErrorText(r"multi-target not supported"),
        ErrorText(r"element 0 of tensors does not require grad"),
        ErrorText(
            r"Expected floating point type for target with class probabilities, got (?P<dtype>\w+)",
            Text(
                en="Targets of the outputs' shape are read as probabilities; these are {dtype}.",
                ko="정답의 형상이 출력과 같아 확률로 해석되는데, 자료형은 {dtype}입니다.",
            ),
        ),
    )
    sources = (
        "PyTorch documentation, torch.nn.CrossEntropyLoss: targets as class indices or class probabilities",
    )

    def rule(self, program: Program) -> Iterator[Finding]:
        """The target is integers of the shape of the logits, or a loss that is learnt from gets class ids."""
        for loss in program.losses():
            chosen = loss.input.last
            if loss.takes_rows_of_ids:
                yield self.at(loss.place, repair=loss.with_ids())
            elif chosen.is_("argmax") and program.is_learnt_through(loss.out.op):
                repair = chosen.removed() if loss.kind == "cross_entropy" else None  # others want no logits
                yield self.at(chosen.place, repair=repair)

    def fits(self, told: Told, failure: Failure) -> bool | None:
        """The integers stand in rows, not in a column."""
        if "element 0" in failure.message:
            return None
        shapes = [seen.shape for seen in failure.tensors if str(seen.dtype).startswith(("int", "uint"))]
        return any(shape and len(shape) > 1 and shape[-1] > 1 for shape in shapes) if shapes else None
