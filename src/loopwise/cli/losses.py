"""`loopwise losses`: the losses compared on the same predictions; `--train`: each trained with each activation.

loopwise losses
loopwise losses --logits=-100,-4,0,4 --label 1
loopwise losses --train digits --optimizer sgd --lr 0.1
"""

from __future__ import annotations

from typing import Any

import click

from loopwise.cli import _compared, _trained_losses
from loopwise.cli._console import echo, echo_json, width
from loopwise.cli._keep import keep_where_asked, kept_line
from loopwise.cli._options import json_option, option
from loopwise.cli._progress import Live
from loopwise.errors import LoopwiseError
from loopwise.records import SCHEMA, LossGrid, plain
from loopwise.text import Text

SAYS = {
    "logits": Text(
        en="Logits to compare at, separated by commas.", ko="비교할 로짓(logit). 쉼표로 구분합니다."
    ),
    "label": Text(en="The label of every row: 0 or 1.", ko="모든 행의 정답 레이블: 0 또는 1."),
    "train": Text(
        en="Train every activation with every loss on this data set.",
        ko="이 데이터로 모든 활성화 함수와 손실 함수의 조합을 학습합니다.",
    ),
    "optimizer": Text(
        en="sgd, momentum, adam ...: what a wrong pair shows depends on it.",
        ko="옵티마이저(optimizer): sgd, momentum, adam ... 틀린 조합이 드러나는지는 이것에 달려 있습니다.",
    ),
    "lr": Text(en="Learning rate.", ko="학습률(learning rate)."),
    "epochs": Text(en="Epochs; as many as make 600 steps.", ko="에폭(epoch). 기본은 600스텝이 되는 만큼."),
    "seeds": Text(en="How many seeds.", ko="시드(seed)의 수."),
    "workers": Text(en="Processes at once.", ko="동시에 쓸 프로세스 수."),
    "all": Text(
        en="Show every pair, the right ones and those that raise too.", ko="모든 조합을 보여 줍니다."
    ),
}
BAD_LOGITS = Text(
    en="--logits is {value!r}; it can be numbers separated by commas.",
    ko="--logits 값({value!r})을 쓸 수 없습니다. 쉼표로 구분한 숫자를 적으세요.",
)
PROGRESS = Text(en="trained {done} of {total}", ko="학습한 조합 {done}/{total}")


@click.command("losses")
@option("--train", metavar="DATA", says=SAYS["train"])
@option("--logits", metavar="Z,Z,...", says=SAYS["logits"])
@option("--label", type=click.FloatRange(0, 1), default=0, show_default=True, says=SAYS["label"])
@option("--optimizer", default="adam", show_default=True, says=SAYS["optimizer"])
@option("--lr", type=float, default=1e-3, show_default=True, says=SAYS["lr"])
@option("--epochs", type=int, says=SAYS["epochs"])
@option("--seeds", type=int, default=3, show_default=True, says=SAYS["seeds"])
@option("--workers", type=int, says=SAYS["workers"])
@option("--all", "everything", is_flag=True, says=SAYS["all"])
@json_option
def command(
    train: str | None, logits: str | None, label: float, everything: bool, as_json: bool, **options: Any
) -> None:
    """Compare the losses; train every activation with every loss."""
    if train is None:
        _compare(logits, label, as_json)
        return
    grid = _trained(train, options)
    number = keep_where_asked(grid, True)
    if as_json:
        echo_json({"schema": SCHEMA, **plain(grid), "kept": number})
        return
    for line in _trained_losses.told(grid, width(), everything=everything):
        echo(line)
    if number is not None:
        echo(kept_line(number))


def _compare(logits: str | None, label: float, as_json: bool) -> None:
    from loopwise.training import compare_losses
    from loopwise.training.compared_losses import DEFAULT_LOGITS

    compared = compare_losses(_numbers(logits) if logits else DEFAULT_LOGITS, label)
    if as_json:
        echo_json({"schema": SCHEMA, **_compared.as_json(compared)})
        return
    for line in _compared.told(compared, width()):
        echo(line)


def _trained(data: str, options: dict[str, Any]) -> LossGrid:
    from loopwise.experiments.loss_grid import train_losses, usual_workers

    live = Live(PROGRESS)
    try:
        options["workers"] = usual_workers() if options["workers"] is None else options["workers"]
        return train_losses(data, **options, progress=live)
    finally:
        live.end()


def _numbers(value: str) -> list[float]:
    try:
        return [float(part) for part in value.split(",")]
    except ValueError as problem:
        raise LoopwiseError(BAD_LOGITS.format(value=value), fix="--logits=-4,0,4") from problem
