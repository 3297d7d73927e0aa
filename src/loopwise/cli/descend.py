"""`loopwise descend`: walk down a surface by any rule at any rate, and see whether it converges, and why.

loopwise descend "3*x**2 + y**2" --start 5,4 --lr 0.01,0.1,0.2,0.3,0.5,0.75 --steps 10 --out rates.png
loopwise descend line --data houses.csv --x size --y price --lr 0.1 --out fit.html
loopwise descend rosenbrock --rule sgd,momentum,adam --lr 0.001 --steps 300 --figure race --out race.pdf
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from loopwise.cli import _descended
from loopwise.cli._console import echo, echo_json, width
from loopwise.cli._keep import keep_where_asked, kept_line
from loopwise.cli._options import SEED, json_option, option, speak_as
from loopwise.errors import LoopwiseError
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.descent import Paths
    from loopwise.figures import Figure

FIGURES = ("auto", "panels", "rates", "race", "map", "momentum-map")
MOST_PANELS = 24

SAYS = {
    "start": Text(en="Where to begin; may be repeated.", ko="시작점. 반복 가능."),
    "lr": Text(en="Learning rates.", ko="학습률(learning rate). 쉼표로 여러 개."),
    "rule": Text(
        en="sgd, momentum, nesterov, adagrad, rmsprop, adam, adamw.", ko="갱신 규칙: sgd, momentum, adam ..."
    ),
    "steps": Text(en="How many steps.", ko="스텝(step) 수."),
    "schedule": Text(en="How the rate changes.", ko="학습률이 바뀌는 방식."),
    "momentum": Text(en="Of momentum and nesterov.", ko="모멘텀(momentum) 계수."),
    "batch": Text(en="Rows a step, of a surface over data.", ko="데이터 곡면에서 한 스텝에 쓰는 행의 수."),
    "ascend": Text(en="Uphill.", ko="내려가지 않고 올라갑니다."),
    "seed": Text(en="Of the order of mini-batches.", ko="미니배치 순서의 시드(seed)."),
    "data": Text(
        en="A CSV file or data set, for line, polynomial, logistic.",
        ko="line, polynomial, logistic에 쓸 CSV 파일이나 데이터.",
    ),
    "x": Text(en="Its column of x.", ko="x로 쓸 열."),
    "y": Text(en="Its column of y.", ko="y로 쓸 열."),
    "loss": Text(en="mse, half_mse, sse or mae.", ko="비용(cost): mse, half_mse, sse, mae."),
    "raw": Text(en="Do not standardise the columns.", ko="열을 표준화하지 않습니다."),
    "a": Text(en="Of the bowl a*x^2 + b*y^2.", ko="a*x^2 + b*y^2의 a."),
    "b": Text(en="Of the bowl.", ko="a*x^2 + b*y^2의 b."),
    "out": Text(en="Write a figure: .png .svg .pdf .html", ko="그림을 저장합니다: .png .svg .pdf .html"),
    "figure": Text(en="Which figure.", ko="그릴 그림."),
    "dark": Text(en="Dark colours.", ko="어두운 색."),
    "keep": Text(en="Keep the result.", ko="결과를 저장합니다."),
}  # fmt: skip
DRAWN = Text(en="Figure: {path}", ko="그림: {path}")
BAD_NUMBERS = Text(
    en="{option} is {value!r}; it can be {wanted}.",
    ko="{option} 값({value!r})을 쓸 수 없습니다. 쓸 수 있는 값: {wanted}",
)
TOO_MANY = Text(
    en="{runs} runs are too many for one row of panels; at most {most} can be read.",
    ko="실행 {runs}개는 한 그림에 그리기에 너무 많습니다. {most}개까지 볼 수 있습니다.",
)


@click.command("descend")
@click.argument("surface", default="bowl")
@option("--start", multiple=True, metavar="X,Y", says=SAYS["start"])
@option("--lr", default="0.1", show_default=True, metavar="RATE,...", says=SAYS["lr"])
@option("--rule", default="sgd", show_default=True, metavar="RULE,...", says=SAYS["rule"])
@option("--steps", type=int, default=10, show_default=True, says=SAYS["steps"])
@option("--schedule", default="constant", show_default=True, says=SAYS["schedule"])
@option("--momentum", type=float, says=SAYS["momentum"])
@option("--batch", type=int, says=SAYS["batch"])
@option("--ascend", is_flag=True, says=SAYS["ascend"])
@option("--seed", type=SEED, default=0, show_default=True, says=SAYS["seed"])
@option("--data", metavar="FILE", says=SAYS["data"])
@option("--x", metavar="COLUMN", says=SAYS["x"])
@option("--y", metavar="COLUMN", says=SAYS["y"])
@option("--loss", says=SAYS["loss"])
@option("--raw", is_flag=True, says=SAYS["raw"])
@option("--a", type=float, says=SAYS["a"])
@option("--b", type=float, says=SAYS["b"])
@option("--figure", type=click.Choice(FIGURES), default="auto", show_default=True, says=SAYS["figure"])
@option("--out", type=click.Path(path_type=Path, dir_okay=False), says=SAYS["out"])
@option("--dark", is_flag=True, says=SAYS["dark"])
@option("--keep", "keep", is_flag=True, says=SAYS["keep"])
@json_option
def command(
    surface: str,
    start: tuple[str, ...],
    lr: str,
    rule: str,
    raw: bool,
    figure: str,
    out: Path | None,
    dark: bool,
    keep: bool,
    as_json: bool,
    **options: Any,
) -> None:
    """Walk down a surface."""
    from loopwise.descent import descend

    speak_as(surface, options["data"] or "", options["x"] or "", options["y"] or "")
    if out:
        from loopwise.figures import writable

        writable(out)
    given = {name: value for name, value in options.items() if value is not None}
    if raw:
        given["scale"] = False
    starts = [_point(one) for one in start] or None
    try:
        paths = descend(surface, starts, _numbers("--lr", lr), _words(rule), **given)
    except LoopwiseError as problem:
        problem.fix = _as_option(problem.fix)
        raise
    if out:
        from loopwise import figures

        figures.save(_figure(paths, figure), out, dark=dark)
    number = keep_where_asked(paths, keep)
    if as_json:
        return echo_json(_descended.as_json(paths, number))
    for line in _descended.told(paths, width()):
        echo(line)
    if out:
        echo(str(DRAWN.format(path=out)))
    if number is not None:
        echo(kept_line(number))
    return None


def _as_option(fix: Text | str | None) -> Text | str | None:
    """Return Python's `start=(5, 4)` as it is typed here: `--start 5,4`. What is a sentence stays one."""
    name, found, value = str(fix or "").partition("=")
    if not found or not name.isidentifier() or value.startswith("numpy"):
        return fix
    return f"--{name} {value.strip('()').replace(', ', ',')}"


def _figure(paths: Paths, wanted: str) -> Figure:
    """Return the figure asked for; "auto": three panels of one run, a race of rules, a row of rates."""
    from loopwise.figures import descended

    rules = len({run.rule for run in paths.runs})
    if wanted == "auto":
        wanted = "panels" if len(paths.runs) == 1 else "race" if rules == len(paths.runs) else "rates"
    if wanted in ("map", "momentum-map"):
        return descended.map_of(paths, along="momentum" if wanted == "momentum-map" else "start")
    if len(paths.runs) > MOST_PANELS and wanted in ("rates", "race"):
        raise LoopwiseError(TOO_MANY.format(runs=len(paths.runs), most=MOST_PANELS), fix="--figure map")
    drawn = {"panels": descended.three_panels, "rates": descended.rates_row, "race": descended.race}
    return drawn[wanted](paths)


def _point(text: str) -> tuple[float, float]:
    numbers = _numbers("--start", text, wanted="5,4")
    if len(numbers) != 2:
        raise LoopwiseError(BAD_NUMBERS.format(option="--start", value=text, wanted="5,4"), fix="--start 5,4")
    return numbers[0], numbers[1]


def _numbers(option: str, text: str, wanted: str = "0.1 / 0.01,0.1,0.5") -> list[float]:
    try:
        return [float(part) for part in text.split(",")]
    except ValueError as problem:
        raise LoopwiseError(
            BAD_NUMBERS.format(option=option, value=text, wanted=wanted),
            fix=f"{option} {wanted.split(' / ')[0]}",
        ) from problem


def _words(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]
