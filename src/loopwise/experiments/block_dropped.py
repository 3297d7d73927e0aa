"""What happens when one block is taken out of a trained net: a residual net loses little, a plain net everything.

outcome = experiment_named("block_dropped").run()

Veit, Wilber & Belongie 2016, "Residual Networks Behave Like Ensembles of Relatively Shallow Networks", figure 3, in
small: 20 layers on digits. A block is replaced by its shortcut alone (the identity, or its parameter-free form).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from loopwise.experiments._experiment import Cancelled, Experiment, Progress, Sink, never, unseen
from loopwise.experiments.plain_or_residual import NETS, trained_net
from loopwise.records.experiments import Label, Measured, Outcome
from loopwise.text import Text

if TYPE_CHECKING:
    from torch import Tensor, nn

DEPTH = 20
WHOLE = -1  # the block number of the whole net


class BlockDropped(Experiment):
    """Can a trained net do without one of its blocks?"""

    title = Text(en="One block taken out", ko="블록 하나 빼기")
    asks = Text(
        en="What happens when one block is taken out of a trained net?",
        ko="학습한 신경망에서 블록 하나를 빼면 어떻게 될까요?",
    )
    says = Text(
        en="Plain and residual nets of 20 layers are trained on digits of 8 x 8 pixels; then each block in turn is "
        "replaced by its shortcut alone, without training again.",
        ko="20층 plain과 잔차(residual) 신경망을 8x8 손글씨 숫자로 학습한 뒤, 블록을 하나씩 지름길만 남기고 빼 봅니다. "
        "다시 학습하지는 않습니다.",
    )
    values = {"accuracy": Text(en="test accuracy", ko="테스트 정확도(accuracy)")}
    labels = {
        "block": Text(en="block taken out (-1: none)", ko="뺀 블록(-1: 없음)"),
        "plain": Text(en="plain", ko="plain"),
        "residual": Text(en="residual", ko="잔차(residual)"),
    }
    shown = ("block", "net", "accuracy")

    def run(
        self,
        *,
        seeds: int = 3,
        epochs: int = 10,
        progress: Progress = unseen,
        cancelled: Cancelled = never,
        sink: Sink = unseen,
        **_: Any,
    ) -> Outcome:
        """Train both with every seed, and take out each of their nine blocks."""

        def one(seed: int, net: str) -> list[Measured]:
            return _measured(net, seed, epochs, cancelled)

        settings = {"epochs": epochs, "seeds": seeds, "depth": DEPTH}
        return self.every_seed(NETS, one, settings, progress, cancelled, sink)

    def tells(self, outcome: Outcome) -> list[Text]:
        """Say what each net has before and, on average and at worst, after a block is gone."""
        told = []
        for net in NETS:
            whole = outcome.spread("accuracy", net=net, block=WHOLE)
            dropped = [r.values["accuracy"] for r in outcome.where(net=net) if r.labels["block"] != WHOLE]
            if whole and dropped:
                mean = sum(dropped) / len(dropped)
                told.append(
                    FALLS.format(
                        name=self.labels[net],
                        whole=whole.mean,
                        mean=mean,
                        low=min(dropped),
                        high=max(dropped),
                    )
                )
        worst = _costliest(outcome)
        return [*told, WHY, *([COSTLIEST.format(block=worst)] if worst is not None else [])] if told else []


FALLS = Text(
    en="{name}: {whole:.3f} with all blocks, {mean:.3f} on average with one taken out ({low:.2f} to {high:.2f}).",
    ko="{name}: 블록이 모두 있으면 {whole:.3f}, 하나를 빼면 평균 {mean:.3f}({low:.2f}~{high:.2f}).",
)
WHY = Text(
    en="With y = F(x) + x a missing F leaves x, which the next block knows. In a plain net it gets what it has never "
    "seen.",
    ko="y = F(x) + x 에서 F가 빠져도 x는 남고, 다음 블록은 x에 익숙합니다. plain에서는 다음 블록이 본 적 "
    "없는 값을 받습니다. ",
)


COSTLIEST = Text(
    en="In the residual net block {block} costs most (blocks 3 and 6 halve the picture).",
    ko="잔차 신경망에서는 {block}번 블록을 뺄 때 가장 많이 떨어집니다(3번과 6번이 해상도를 낮추는 블록입니다).",
)


def _costliest(outcome: Outcome) -> int | None:
    """Return the block whose loss costs the residual nets most, on average over seeds."""
    means = {
        block: spread.mean
        for block in outcome.each("block")
        if block != WHOLE and (spread := outcome.spread("accuracy", net="residual", block=block))
    }
    return int(min(means, key=lambda block: means[block])) if means else None


def _measured(net: str, seed: int, epochs: int, cancelled: Cancelled) -> list[Measured]:
    from loopwise.experiments._training import digits, error
    from loopwise.zoo.small_resnet import SmallBlock

    model = trained_net(net, DEPTH, seed, epochs, cancelled)
    if model is None:
        return []
    data = digits()
    labels: dict[str, Label] = {"net": net, "seed": seed}
    rows = [Measured({**labels, "block": WHOLE}, {"accuracy": 1 - error(model, *data.test)})]
    blocks = [module for module in model.modules() if isinstance(module, SmallBlock)]
    for number, block in enumerate(blocks):
        handle = block.register_forward_hook(_only_the_shortcut)
        rows.append(Measured({**labels, "block": number}, {"accuracy": 1 - error(model, *data.test)}))
        handle.remove()
    return rows


def _only_the_shortcut(block: nn.Module, arguments: tuple[Tensor, ...], result: Tensor) -> Tensor:
    """Answer for a block that was taken out. The input has gone through a ReLU already."""
    shortcut: Tensor = block.identity(arguments[0])  # type: ignore[operator]
    return shortcut
