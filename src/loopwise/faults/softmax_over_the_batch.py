"""Softmax with `dim=0` on (N, C): the samples of a batch compete with each other, not the classes of a sample."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from loopwise.faults._fault import Fault, Measure
from loopwise.faults._loss_probe import RUN, LossProbe
from loopwise.faults._mixed_probe import MIXED, MixedProbe
from loopwise.records import Evidence, Finding
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.program import Program
    from loopwise.program.objects.ops import Op
    from loopwise.runtime.events import LossEvent


class SoftmaxOverTheBatch(Fault):
    """`softmax(dim=0)` behind the output layer. A similarity matrix may want it (InfoNCE); logits never do."""

    severity = "error"
    title = Text(en="Softmax over the batch", ko="배치에 걸친 softmax")
    says = Text(
        en="""dim=0 is the batch: each class's values sum to 1 over the samples, a sample's own values do not.
        A prediction then depends on which other samples happen to be in the batch.
        In this run {samples} samples summed to 1; a sample's own values missed 1 by up to {row_sum_error:.3g}.
        Asked again after this run, beside {rows} other samples, an answer changed by up to {changed:.3g} (a typical one
        is {scale:.3g}).""",
        ko="""dim=0은 배치 축입니다. 클래스마다 샘플들의 값을 더해 1이 될 뿐, 한 샘플의 값은 합이 1이 아닙니다.
        그래서 같은 샘플도 어떤 샘플과 한 배치에 들어갔는지에 따라 예측이 달라집니다.
        이번 실행에서 샘플 {samples}개의 합이 1이었고, 한 샘플의 합과 1의 차이는 최대 {row_sum_error:.3g}입니다.
        이번 실행이 끝난 뒤 다른 샘플({rows}개)과 묶어 다시 계산하니 같은 샘플의 답이 최대 {changed:.3g}만큼
        달라졌습니다(보통 답의 크기 {scale:.3g}).""",
    )
    mend = Text(
        en="Use dim=1, the axis of the classes in (N, C).",
        ko="(N, C)에서 클래스가 놓인 축인 dim=1을 쓰세요.",
    )
    why = Text(
        en="""Softmax makes the values along one axis sum to 1. In (N, C) axis 0 runs over samples and axis 1 over
        classes. Examples with a single vector use dim=0, where it is the only axis; with a batch it has become
        another one. The loss still falls, because a large logit still gives a large value within its column.""",
        ko="""softmax는 한 축을 따라 값의 합을 1로 만듭니다. (N, C)에서 0번 축은 샘플, 1번 축은 클래스입니다. 벡터
        하나를 쓰는 예제에서는 축이 하나뿐이라 dim=0이 맞지만, 배치가 되면 다른 축을 뜻하게 됩니다. 로짓이 크면 그
        열 안에서 값도 크기 때문에 손실은 내려가고, 그래서 더 알아채기 어렵습니다.""",
    )
    symptoms = (
        "accuracy depends on the batch size",
        "predictions change with the batch",
        "softmax dim=0 or dim=1",
        "probabilities of a sample do not sum to 1",
        "배치 크기에 따라 정확도가 달라져요",
        "softmax dim=0이랑 dim=1 차이",
        "확률 합이 1이 아니에요",
    )
    often = 1
    measures = {
        "samples": Measure(Text(en="samples in the last batch", ko="마지막 배치의 샘플 수"), digits=0),
        "row_sum_error": Measure(Text(en="largest |a sample's sum - 1|", ko="|한 샘플의 합 - 1|의 최댓값")),
        "column_sum_error": Measure(
            Text(
                en="largest |a class's sum over the batch - 1|",
                ko="|배치에 걸친 한 클래스의 합 - 1|의 최댓값",
            ),
            digits=7,
        ),
        **RUN,
        **MIXED,
    }
    sources = ("PyTorch documentation, torch.nn.Softmax: every slice along dim will sum to 1",)

    def rule(self, program: Program) -> Iterator[Finding]:
        """Softmax along axis 0 of a layer's output for a batch, on its way to a loss, a prediction or a weighing."""
        for softmax in program.operations("softmax", "log_softmax"):
            scores = softmax.before.seen_through("mul", "div")  # a temperature
            over_batch = softmax.axis == 0 and scores.is_raw and softmax.out.is_batch
            if (
                over_batch
                and not scores.pairs_samples
                and (_is_used(softmax) or program.weighs_samples(softmax))
            ):
                yield self.at(softmax.written.place, repair=softmax.along(1))

    class Probe(MixedProbe, LossProbe):
        """Down the batch the values sum to 1, along a sample they do not."""

        by = ("softmax",)  # deeper in the model, it shows when the model is asked again
        losses = ("nll", "cross_entropy", "bce", "mse", "l1", "smooth_l1", "huber")
        refutes = False  # one that lies deeper in the model is not looked at

        def shown(self, loss: LossEvent) -> Mapping[str, Evidence] | None:
            """How far either kind of sum is from 1."""
            received = loss.gets("softmax", *self.losses) or loss.gets("log_softmax", "nll")
            if received is None or len(received.shape) != 2 or 1 in received.shape:
                return None
            samples, classes = received.shape
            of_pairs = (
                loss.is_("nll", "cross_entropy") and samples == classes
            )  # contrastive: one class a sample
            if of_pairs or received.column_sum_error > 0.01 or received.row_sum_error < 0.1:
                return None
            sums = {"row_sum_error": received.row_sum_error, "column_sum_error": received.column_sum_error}
            return {"samples": samples, **sums}


def _is_used(softmax: Op) -> bool:
    """Tell whether it goes into a loss or a prediction: itself, its logarithm, or the mean of several."""
    ways = [softmax.out]
    for out in ways:
        ways += [op.out for op in out.future() if _keeps_meaning(op) and op.out not in ways]
    uses = ("nll_loss", "binary_cross_entropy", "mse_loss", "argmax")
    return any(out.reaches(*uses) for out in ways)


def _keeps_meaning(op: Op) -> bool:
    """`log(p)`, `p + 1e-8`, `torch.stack(members).mean(0)`."""
    if op.is_("add"):
        return isinstance(op.other, float) and abs(op.other) < 0.01
    return op.is_("log", "stack") or (op.is_("mean") and op.before.is_("stack"))
