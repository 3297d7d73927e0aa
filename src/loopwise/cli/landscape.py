"""`loopwise landscape`: the loss around a trained model, first coarse, then finer.

loopwise landscape --from 12              # a fit or a watched run kept with --keep-path: its plane, and its path
loopwise landscape net.py:Net --weights w.pt --data digits --out landscape.png
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from loopwise.cli._console import echo, echo_json, width
from loopwise.cli._keep import keep_where_asked, kept_line
from loopwise.cli._options import SEED, json_option, option
from loopwise.errors import LoopwiseError
from loopwise.records import SCHEMA, plain
from loopwise.rendering.columns import wrapped
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.records import Landscape, WatchReport

SAYS = {
    "kept": Text(en="A kept fit or watched run, by number.", ko="저장한 학습 결과나 실행 관찰의 번호."),
    "plane": Text(
        en="Of a watched run: its path, or random directions.",
        ko="실행 관찰의 평면: 경로(path)나 무작위 방향(random).",
    ),
    "yes": Text(
        en="Do not ask before the watched program runs again.",
        ko="관찰한 프로그램을 다시 실행하기 전에 묻지 않습니다.",
    ),
    "weights": Text(en="The model's state_dict, a .pt file.", ko="모델의 state_dict 파일(.pt)."),
    "data": Text(en="The rows: a data set or a CSV file.", ko="데이터 이름이나 CSV 파일."),
    "target": Text(en="Of a file: the column to predict.", ko="파일에서 예측할 열."),
    "side": Text(en="Points a side: 9, 17, 33 or 65.", ko="한 변의 점 수: 9, 17, 33, 65."),
    "seed": Text(en="Of the random directions.", ko="무작위 방향의 시드(seed)."),
    "out": Text(en="Write a figure: .png .svg .pdf .html", ko="그림을 저장합니다: .png .svg .pdf .html"),
    "dark": Text(en="Dark colours.", ko="어두운 색."),
    "keep": Text(en="Keep the result.", ko="결과를 저장합니다."),
}
WHAT = Text(
    en="a landscape needs a kept fit or watched run (--from 12), or a model with --data.",
    ko="저장한 학습 결과나 실행 관찰(--from 12), 또는 모델과 --data가 필요합니다.",
)
NO_WEIGHTS = Text(
    en="{path} cannot be read as weights: {why}.", ko="가중치 파일을 읽을 수 없습니다: {path} ({why})"
)
NO_FIT = Text(
    en="result {number} is neither a fit nor a watched run.",
    ko="학습 결과도 실행 관찰도 아닙니다: {number}번",
)
ONLY_RUNS = Text(
    en="--plane is for watched runs; a kept fit is drawn on the plane of its path.",
    ko="--plane 옵션은 실행 관찰에만 씁니다. 저장한 학습 결과는 경로의 평면에 그립니다.",
)
WILL_RUN = Text(
    en="{script} runs again up to its first steps, in a copy of its folder that is thrown away.",
    ko="{script} 파일을 폴더의 복사본에서 처음 몇 스텝까지 다시 실행합니다. 복사본은 지웁니다.",
)
NOT_ASKED = Text(
    en="to draw a watched run its program runs again; loopwise asks before the first time, and nobody can answer here.",
    ko="실행 관찰을 그리려면 프로그램을 다시 실행하므로 처음에는 먼저 묻습니다. 지금은 대답할 수 있는 사람이 없습니다.",
)
PROGRESS = Text(
    en="{done} of {total} points, about {left:.0f} s left",
    ko="점 {done} / {total}, 남은 시간 약 {left:.0f}초",
)
HEAD = Text(
    en="{data}, {model}: {parameters:,} parameters, loss over {rows:,} rows on {side} x {side} points",
    ko="{data}, {model}: 파라미터 {parameters:,}개, 데이터 {rows:,}행의 손실(loss), 점 {side} x {side}개",
)
LOWEST = Text(
    en="lowest {low:.4g}, highest {high:.4g}", ko="가장 작은 손실 {low:.4g}, 가장 큰 손실 {high:.4g}"
)
ON_PATH = Text(
    en="the plane holds {share:.0%} of the path's variance; of the whole way, {off:.0%} is off it",
    ko="경로 분산 가운데 이 평면에 담긴 몫: {share:.0%}, 이동 거리 가운데 평면 밖의 몫: {off:.0%}",
)
SHADOW = {
    "epoch": Text(
        en="largest gap: epoch {at}, true loss {true:.3g}, on the plane {shadow:.3g} - two different models",
        ko="가장 큰 차이: 에폭 {at}, 실제 손실 {true:.3g}, 평면 위의 손실 {shadow:.3g}(서로 다른 모델)",
    ),
    "step": Text(
        en="largest gap: step {at}, true loss {true:.3g}, on the plane {shadow:.3g} - two different models",
        ko="가장 큰 차이: 스텝 {at}, 실제 손실 {true:.3g}, 평면 위의 손실 {shadow:.3g}(서로 다른 모델)",
    ),
}
STOPPED = Text(en="stopped early; what was computed is shown", ko="중간에 멈췄고, 계산한 데까지 보여 줍니다")
PAUSE = 0.1  # seconds
DRAWN = Text(en="Figure: {path}", ko="그림: {path}")


@click.command("landscape")
@click.argument("model", required=False)
@option("--from", "kept", type=click.IntRange(min=1), metavar="NUMBER", says=SAYS["kept"])
@option("--weights", type=click.Path(path_type=Path, dir_okay=False), says=SAYS["weights"])
@option("--data", says=SAYS["data"])
@option("--target", metavar="COLUMN", says=SAYS["target"])
@option("--plane", type=click.Choice(("path", "random")), says=SAYS["plane"])
@option("--side", type=int, default=33, show_default=True, says=SAYS["side"])
@option("--seed", type=SEED, default=0, show_default=True, says=SAYS["seed"])
@option("--out", type=click.Path(path_type=Path, dir_okay=False), says=SAYS["out"])
@option("--dark", is_flag=True, says=SAYS["dark"])
@option("--keep", "keep", is_flag=True, says=SAYS["keep"])
@option("--yes", is_flag=True, says=SAYS["yes"])
@json_option
def command(
    model: str | None,
    kept: int | None,
    weights: Path | None,
    data: str | None,
    target: str | None,
    plane: str | None,
    side: int,
    seed: int,
    out: Path | None,
    dark: bool,
    keep: bool,
    yes: bool,
    as_json: bool,
) -> None:
    """Draw the loss around a trained model."""
    if out:
        from loopwise.figures import writable

        writable(out)
    live = _Live()
    try:
        if kept:
            found = _of_kept(kept, data, plane, yes, side=side, seed=seed, progress=live)
        elif model and data:
            found = _of_model(model, weights, data, target, side=side, seed=seed, progress=live)
        else:
            raise LoopwiseError(WHAT, fix="loopwise landscape --from 12")
    finally:
        live.end()
    if out:
        from loopwise import figures
        from loopwise.figures.landscapes import overview

        figures.save(overview(found), out, dark=dark)
    number = keep_where_asked(found, keep)
    if as_json:
        return echo_json({"schema": SCHEMA, **plain(found), "kept": number})
    for line in told(found):
        for part in wrapped(line, width(), indent="  "):
            echo(part)
    if out:
        echo(str(DRAWN.format(path=out)))
    if number is not None:
        echo(kept_line(number))
    return None


def told(found: Landscape) -> list[str]:
    """Return what a landscape says in words."""
    heights = [value for row in found.loss for value in row if value == value]
    lines = [
        str(
            HEAD.format(
                data=found.data,
                model=found.model,
                parameters=found.parameters,
                rows=found.rows,
                side=found.side,
            )
        )
    ]
    if heights:
        lines.append(str(LOWEST.format(low=min(heights), high=max(heights))))
    if found.measured_on:
        lines.append(str(found.measured_on))
    if path := found.path:
        gaps = [abs(true - shadow) for true, shadow in zip(path.loss, path.shadow, strict=True)]
        at = gaps.index(max(gaps))
        lines.append(str(ON_PATH.format(share=sum(path.variance), off=path.off[0])))
        lines.append(
            str(SHADOW[found.counted].format(at=path.steps[at], true=path.loss[at], shadow=path.shadow[at]))
        )
    if found.ended == "interrupted":
        lines.append(str(STOPPED))
    return lines


def _of_kept(
    number: int, data: str | None, plane: str | None, yes: bool, *, side: int, seed: int, progress: Any
) -> Landscape:
    from loopwise.records import FitResult, WatchReport
    from loopwise.store import kept
    from loopwise.training.landscapes import landscape_of

    result = kept(number).result
    if isinstance(result, WatchReport):
        return _of_run(result, plane or "path", yes, side=side, seed=seed, progress=progress)
    if not isinstance(result, FitResult):
        raise LoopwiseError(NO_FIT.format(number=number), fix="loopwise kept")
    if plane is not None:
        raise LoopwiseError(ONLY_RUNS, fix=f"loopwise landscape --from {number}")
    return landscape_of(result, data=data, side=side, progress=progress)


def _of_run(report: WatchReport, plane: str, yes: bool, **options: Any) -> Landscape:
    from loopwise.cli._agreed import agreed
    from loopwise.diagnosis.run_landscape import landscape_of_run, refuse_without_path

    refuse_without_path(report)
    echo(str(WILL_RUN.format(script=report.script)), err=True)
    if not agreed(yes, NOT_ASKED, "loopwise landscape --yes ..."):
        raise click.Abort
    return landscape_of_run(report, plane=plane, **options)


def _of_model(
    model: str, weights: Path | None, data: str, target: str | None, *, side: int, seed: int, progress: Any
) -> Landscape:
    from loopwise.training.landscapes import landscape_around

    return landscape_around(
        model,
        data,
        weights=_state(weights) if weights else None,
        target=target,
        side=side,
        seed=seed,
        progress=progress,
    )


def _state(path: Path) -> dict[str, Any]:
    import torch

    try:
        state = torch.load(path, map_location="cpu", weights_only=True)
    except Exception as problem:  # a file of any kind
        why = f"{type(problem).__name__}: {str(problem).splitlines()[0].partition('. ')[0]}"  # torch advises at length
        raise LoopwiseError(
            NO_WEIGHTS.format(path=path, why=why), fix="torch.save(model.state_dict(), 'w.pt')"
        ) from problem
    if not isinstance(state, dict):
        raise LoopwiseError(
            NO_WEIGHTS.format(path=path, why=type(state).__name__),
            fix="torch.save(model.state_dict(), 'w.pt')",
        )
    return state


class _Live:
    """Points done and the time that is left, on stderr: a line that changes on a terminal, nothing elsewhere."""

    def __init__(self) -> None:
        self.began, self.shown, self.next = 0.0, False, 0.0

    def __call__(self, done: int, total: int) -> None:
        now = time.monotonic()
        self.began = self.began or now  # of a watched run, what comes before the first point is not counted
        if not sys.stderr.isatty() or (now < self.next and done != total):
            return
        self.next = now + PAUSE
        left = (now - self.began) / done * (total - done)
        click.echo(f"\r{PROGRESS.format(done=done, total=total, left=left)}  ", nl=False, err=True)
        self.shown = True

    def end(self) -> None:
        """Leave the line that changed."""
        if self.shown:
            click.echo(err=True)
