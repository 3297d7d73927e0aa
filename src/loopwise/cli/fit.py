"""`loopwise fit`: train the recipe's model on real data, and measure it beside its baselines.

loopwise fit breast_cancer
loopwise fit my.csv --target sold --positive yes --cost 10:1 --out figures.png
loopwise fit breast_cancer --seed 1 --json
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from loopwise.cli import _fitted
from loopwise.cli._console import echo, echo_json, width
from loopwise.cli._keep import keep_where_asked, kept_line
from loopwise.cli._options import SEED, json_option, option, speak_as
from loopwise.cli._progress import Live
from loopwise.errors import LoopwiseError
from loopwise.records import SCHEMA, Epoch, FitResult, plain
from loopwise.text import Text

PROGRESS = Text(
    en="epoch {done}/{total}  loss: train {train:.4f}, validation {validation:.4f}",
    ko="에폭 {done}/{total}  손실(loss): 학습 {train:.4f}, 검증 {validation:.4f}",
)
DRAWN = Text(en="Figures: {path}", ko="그림: {path}")
BAD_COST = Text(
    en="--cost is {value!r}; it can be MISS:FALSE_ALARM, two numbers of 0 or more.",
    ko="--cost 값({value!r})을 쓸 수 없습니다. '놓침:잘못잡음' 꼴로 0 이상의 숫자 둘을 적으세요.",
)
BAD_THRESHOLD = Text(
    en="--threshold is {value:g}; it can be 0 to 1.", ko="--threshold 값({value:g})은 0~1이어야 합니다."
)


SAYS = {
    "target": Text(en="Of a file: the column to predict.", ko="파일에서 예측할 열을 고릅니다."),
    "positive": Text(en="The class to look for.", ko="찾으려는 클래스를 고릅니다."),
    "recipe": Text(en="The recipe, if not the one the target calls for.", ko="레시피를 직접 고릅니다."),
    "model": Text(en="The model.", ko="모델을 고릅니다."),
    "epochs": Text(
        en="At most so many; if not given 100, more for few rows.",
        ko="최대 에폭(epoch) 수. 없으면 100, 행이 적으면 더 많이.",
    ),
    "lr": Text(en="Learning rate.", ko="학습률(learning rate)."),
    "batch_size": Text(en="Rows a step.", ko="배치 크기: 한 스텝(step)에 쓰는 행의 수."),
    "seed": Text(en="Of split, first weights and order.", ko="나누기, 첫 가중치, 순서의 시드(seed)."),
    "optimizer": Text(
        en="sgd, momentum, adam, adamw ...", ko="옵티마이저(optimizer): sgd, momentum, adam ..."
    ),
    "weight_decay": Text(
        en="Weight decay; if not given, none or, for few rows, some.",
        ko="가중치 감쇠(weight decay). 정하지 않으면 행이 적을 때만 씁니다.",
    ),
    "device": Text(en="cpu, cuda or mps.", ko="장치: cpu, cuda, mps."),
    "threshold": Text(
        en="Show this threshold; may be repeated.", ko="이 임계값(threshold)도 봅니다. 반복 가능."
    ),
    "cost": Text(en="What a miss and a false alarm cost.", ko="놓침과 잘못 잡음의 비용(cost)."),
    "keep_path": Text(
        en="Keep the weights of every epoch, for `loopwise landscape`.",
        ko="에폭(epoch)마다 가중치를 저장해 `loopwise landscape`에 씁니다.",
    ),
    "out": Text(en="Write figures: .png .svg .pdf .html", ko="그림을 저장합니다: .png .svg .pdf .html"),
}


@click.command("fit")
@click.argument("data")
@option("--target", metavar="COLUMN", says=SAYS["target"])
@option("--positive", metavar="VALUE", says=SAYS["positive"])
@option("--recipe", says=SAYS["recipe"])
@option("--model", default="mlp", show_default=True, says=SAYS["model"])
@option("--epochs", type=int, says=SAYS["epochs"])
@option("--lr", type=float, default=1e-3, show_default=True, says=SAYS["lr"])
@option("--batch-size", type=int, default=32, show_default=True, says=SAYS["batch_size"])
@option("--seed", type=SEED, default=0, show_default=True, says=SAYS["seed"])
@option("--optimizer", default="adam", show_default=True, says=SAYS["optimizer"])
@option("--weight-decay", type=float, says=SAYS["weight_decay"])
@option("--device", default="cpu", show_default=True, says=SAYS["device"])
@option("--threshold", "thresholds", type=float, multiple=True, default=(0.5, 0.2), says=SAYS["threshold"])
@option("--cost", default="10:1", show_default=True, metavar="MISS:FALSE_ALARM", says=SAYS["cost"])
@option("--keep-path", is_flag=True, says=SAYS["keep_path"])
@option("--out", type=click.Path(path_type=Path, dir_okay=False), says=SAYS["out"])
@json_option
def command(
    data: str, thresholds: tuple[float, ...], cost: str, out: Path | None, as_json: bool, **options: Any
) -> None:
    """Train on data, beside simple baselines."""
    costs = _costs(cost)
    _can_be_shown(thresholds)
    speak_as(data, options["target"] or "")
    if out:
        from loopwise.figures import writable

        writable(out)
    result = _fitted_live(data, options)
    number = keep_where_asked(result, True)
    if out:
        _draw(result, out, thresholds, costs)
    if as_json:
        return echo_json(fit_object(result, number))
    for line in _fitted.told(result, width(), thresholds=thresholds, costs=costs):
        echo(line)
    if out:
        echo(str(DRAWN.format(path=out)))
    if number is not None:
        echo(kept_line(number))
    return None


def fit_object(result: FitResult, number: int | None) -> dict[str, Any]:
    """Return what `--json` prints. kept: the number of the kept result, or null."""
    return {
        "schema": SCHEMA,
        "data": result.data,
        "recipe": result.recipe,
        "model": result.model,
        "seed": result.seed,
        "epochs": result.epochs,
        "metrics": {name: dict(values) for name, values in result.metrics.items()},
        "history": plain(result.history),
        "kept": number,
    }


def _fitted_live(data: str, options: dict[str, Any]) -> FitResult:
    from loopwise.training import fit

    live, seen = Live(PROGRESS), list[Epoch]()

    def show(done: int, total: int) -> None:
        live(done, total, train=seen[-1].train_loss, validation=seen[-1].validation_loss)

    try:
        return fit(data, **options, sink=seen.append, progress=show)
    finally:
        live.end()


def _draw(result: FitResult, out: Path, thresholds: tuple[float, ...], costs: tuple[float, float]) -> None:
    from loopwise import figures

    miss, false_alarm = costs
    overview = figures.fit_overview(result, thresholds[0], false_negative=miss, false_positive=false_alarm)
    figures.save(overview, out)


def _costs(value: str) -> tuple[float, float]:
    """Read "10:1": what a miss and a false alarm cost."""
    try:
        miss, false_alarm = (float(part) for part in value.split(":"))
    except ValueError:
        miss = false_alarm = -1.0
    if not (0 <= miss < float("inf") and 0 <= false_alarm < float("inf")):
        raise LoopwiseError(BAD_COST.format(value=value), fix="--cost 10:1")
    return miss, false_alarm


def _can_be_shown(thresholds: tuple[float, ...]) -> None:
    for value in thresholds:
        if not 0 <= value <= 1:
            raise LoopwiseError(BAD_THRESHOLD.format(value=value), fix="--threshold 0.3")
