"""A penalty on the size of weights, written by hand, that is not the L2 it is meant to be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from loopwise.faults import _probe
from loopwise.faults._fault import Fault, Measure
from loopwise.records import Evidence, Finding
from loopwise.text import Formula, Text

if TYPE_CHECKING:
    from loopwise.program import Program
    from loopwise.runtime.events import RunEnd


class HandWrittenPenalty(Fault):
    """Norms in place of squares, batch normalisation included; or a penalty that no gradient comes from."""

    severity = "warning"
    confidence = "likely"
    title = Text(en="A hand-written penalty that is not L2", ko="L2가 아닌, 직접 쓴 규제 항")
    says = Text(
        en="""Norms are added up here ({norm_place}), not their squares: every tensor is pulled towards zero equally
        hard, however small it is.
        Scale and shift of the batch normalisation ({normalised_place}) are pulled, too.
        The penalty is added here ({sum_place}), but no gradient of it reaches the weights: it holds nothing small.
        In this run the norms of {tensors} tensors were added up; they went from {smallest:.3g} to {largest:.3g}. The
        penalty pulled all of them equally hard; L2 pulls the largest {times:.3g} times as hard as the smallest.
        {flat} of them are biases, or scales and shifts of a normalisation.""",
        ko="""노름(norm)의 제곱이 아니라 노름 자체를 더합니다({norm_place}). 그러면 텐서가 아무리 작아도 똑같은 세기로
        0 쪽으로 당겨집니다.
        배치 정규화(batch normalization)의 스케일과 시프트({normalised_place})도 함께 당겨집니다.
        규제 항을 더하지만({sum_place}) 그 기울기(gradient)가 가중치에 닿지 않아 아무것도 작게 만들지 못합니다.
        이번 실행에서는 텐서 {tensors}개의 노름을 더했고, 값은 {smallest:.3g}부터 {largest:.3g}까지였습니다. 규제 항은
        모두 똑같은 세기로 당겼지만, L2라면 가장 큰 텐서를 가장 작은 텐서보다 {times:.3g}배 세게 당깁니다.
        그중 {flat}개는 편향(bias)이거나 정규화(normalization) 층의 스케일과 시프트입니다.""",
    )
    mend = Text(
        en="""Leave it to the optimiser: SGD(..., weight_decay=2 * c) is c times the sum of squares. By hand, square it
        (p.pow(2).sum()), take weights only, and add it to the loss before backward().""",
        ko="""옵티마이저(optimizer)에 맡기세요: SGD(..., weight_decay=2 * c)가 제곱합의 c배를 더한 것과 같습니다. 직접
        쓴다면 p.pow(2).sum()으로 제곱하고, 가중치만 골라, backward() 앞에서 손실에 더하면 됩니다.""",
    )
    why = Text(
        en="""L2 pulls each weight in proportion to its size, so small ones are left in peace. The gradient of a norm
        has length 1 whatever the weights are: a tensor that is nearly zero is pulled as hard as a large one, until
        it is zero as a whole. That is the group lasso, which is used to switch whole tensors off. The scale of a batch
        normalisation starts at 1, and its tensor is the largest of a small network: it takes most of the penalty,
        although that makes no function smoother. Adam divides every gradient by its size, so a penalty in the loss is
        weaker there where gradients are large; AdamW's weight_decay is outside the gradient for that reason.""",
        ko="""L2는 가중치를 크기에 비례해 당기므로 작은 값은 거의 건드리지 않습니다. 노름의 기울기는 가중치가 얼마든
        길이가 1이라서, 0에 가까운 텐서도 큰 텐서와 똑같이 당겨져 결국 통째로 0이 됩니다. 텐서를 통째로 끌 때 쓰는
        그룹 라쏘(group lasso)가 바로 이것입니다. 배치 정규화의 스케일은 1에서 시작하기 때문에 작은 신경망에서는
        가장 큰 텐서가 되어 규제의 대부분을 받지만, 작아진다고 함수가 더 매끄러워지지는 않습니다. Adam은 기울기를 그
        크기로 나누므로 손실에 더한 규제는 기울기가 큰 곳에서 약해집니다. AdamW의 weight_decay가 기울기 밖에 있는
        것도 그 때문입니다.""",
    )
    symptoms = (
        "L2 regularization by hand makes accuracy worse",
        "my L2 penalty is not the same as weight_decay",
        "weights collapse to zero with L2 loss",
        "regularization has no effect",
        "L2 규제를 직접 넣었더니 정확도가 떨어져요",
        "L2 정규화를 넣어도 과적합이 그대로예요",
        "weight_decay랑 결과가 달라요",
    )
    formula = Formula(
        r"\nabla_w\, c\,\lVert w\rVert = c\,\frac{w}{\lVert w\rVert}, \qquad \nabla_w\, c\,\lVert w\rVert^2 = 2c\,w",
        symbols={
            "w": Text(en="all numbers of one parameter", ko="파라미터 하나의 모든 값"),
            "c": Text(en="strength of the penalty", ko="규제의 세기"),
        },
        code="penalty = c * sum(p.pow(2).sum() for p in weights)   # its gradient: 2 * c * p",
    )
    measures = {
        "tensors": Measure(Text(en="tensors whose norm is added", ko="노름을 더한 텐서"), digits=0),
        "flat": Measure(
            Text(en="biases, scales and shifts of them", ko="그중 편향, 스케일, 시프트"), digits=0
        ),
        "smallest": Measure(Text(en="smallest norm", ko="가장 작은 노름")),
        "largest": Measure(Text(en="largest norm", ko="가장 큰 노름")),
        "times": Measure(
            Text(en="how much harder L2 pulls the largest", ko="L2가 가장 큰 텐서를 더 당기는 배수")
        ),
    }
    sources = (
        "Krogh and Hertz 1991, A simple weight decay can improve generalization",
        "Yuan and Lin 2006, Model selection and estimation in regression with grouped variables (group lasso)",
        "Loshchilov and Hutter 2019, Decoupled weight decay regularization, https://arxiv.org/abs/1711.05101",
    )

    def rule(self, program: Program) -> Iterator[Finding]:
        """A backward goes through the norm of each parameter; or a penalty is added that none goes through."""
        for penalty in program.penalties():
            places = {"sum_place" if penalty.is_outside else "norm_place": penalty.place}
            if not penalty.is_outside and penalty.normalised_place:
                places["normalised_place"] = penalty.normalised_place
            yield self.at(penalty.place, repair=penalty.squared(), related=places)

    class Probe(_probe.Probe):
        """The graph of the loss adds up the norms of parameters as they are."""

        refutes = False

        def on_end(self, run: RunEnd) -> Iterator[Finding]:
            """Yield once a training."""
            for training in run.trainings:
                norms = training.norms
                if norms is None or not norms.smallest > 0:
                    continue
                numbers: dict[str, Evidence] = {"tensors": norms.tensors}
                if norms.flat:
                    numbers["flat"] = norms.flat
                numbers |= {
                    "smallest": norms.smallest,
                    "largest": norms.largest,
                    "times": norms.largest / norms.smallest,
                }
                found = self.measured(training.backward_place, step=training.first, confidence="likely")
                yield replace(found, evidence=numbers)
