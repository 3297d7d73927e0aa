"""`loopwise landscape`: the loss around a trained model, first coarse, then finer.

loopwise landscape --from 12                                   # a fit kept with --keep-path: its plane, and its path
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
from loopwise.cli._options import json_option, option
from loopwise.errors import LoopwiseError
from loopwise.records import SCHEMA, plain
from loopwise.rendering.columns import wrapped
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.records import Landscape

SAYS = {
    "kept": Text(en="A kept fit, by number.", ko="저장한 학습 결과의 번호."),
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
    en="a landscape needs a kept fit (--from 12) or a model with --data.",
    ko="저장한 학습 결과(--from 12)나 모델과 --data가 필요합니다.",
)
NO_WEIGHTS = Text(
    en="{path} cannot be read as weights: {why}.", ko="가중치 파일을 읽을 수 없습니다: {path} ({why})"
)
NO_FIT = Text(en="result {number} is no fit.", ko="학습 결과가 아닙니다: {number}번")
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
SHADOW = Text(
    en="largest gap: epoch {epoch}, true loss {true:.3g}, on the plane {shadow:.3g} - two different models",
    ko="가장 큰 차이: 에폭 {epoch}, 실제 손실 {true:.3g}, 평면 위의 손실 {shadow:.3g}(서로 다른 모델)",
)
STOPPED = Text(en="stopped early; what was computed is shown", ko="중간에 멈췄고, 계산한 데까지 보여 줍니다")
DRAWN = Text(en="Figure: {path}", ko="그림: {path}")


@click.command("landscape")
@click.argument("model", required=False)
@option("--from", "kept", type=click.IntRange(min=1), metavar="NUMBER", says=SAYS["kept"])
@option("--weights", type=click.Path(path_type=Path, dir_okay=False), says=SAYS["weights"])
@option("--data", says=SAYS["data"])
@option("--target", metavar="COLUMN", says=SAYS["target"])
@option("--side", type=int, default=33, show_default=True, says=SAYS["side"])
@option("--seed", type=int, default=0, show_default=True, says=SAYS["seed"])
@option("--out", type=click.Path(path_type=Path, dir_okay=False), says=SAYS["out"])
@option("--dark", is_flag=True, says=SAYS["dark"])
@option("--keep", "keep", is_flag=True, says=SAYS["keep"])
@json_option
def command(
    model: str | None,
    kept: int | None,
    weights: Path | None,
    data: str | None,
    target: str | None,
    side: int,
    seed: int,
    out: Path | None,
    dark: bool,
    keep: bool,
    as_json: bool,
) -> None:
    """Draw the loss around a trained model."""
    if out:
        from loopwise.figures import writable

        writable(out)
    live = _Live()
    try:
        if kept:
            found = _of_kept(kept, data, side=side, progress=live)
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
    if path := found.path:
        gaps = [abs(true - shadow) for true, shadow in zip(path.loss, path.shadow, strict=True)]
        at = gaps.index(max(gaps))
        lines.append(str(ON_PATH.format(share=sum(path.variance), off=path.off[0])))
        lines.append(str(SHADOW.format(epoch=path.steps[at], true=path.loss[at], shadow=path.shadow[at])))
    if found.ended == "interrupted":
        lines.append(str(STOPPED))
    return lines


def _of_kept(number: int, data: str | None, **options: Any) -> Landscape:
    from loopwise.records import FitResult
    from loopwise.store import kept
    from loopwise.training.landscapes import landscape_of

    result = kept(number).result
    if not isinstance(result, FitResult):
        raise LoopwiseError(NO_FIT.format(number=number), fix="loopwise kept")
    return landscape_of(result, data=data, **options)


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
        why = f"{type(problem).__name__}: {str(problem).splitlines()[0]}"
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
        self.began, self.shown = time.monotonic(), False

    def __call__(self, done: int, total: int) -> None:
        if not sys.stderr.isatty() or (done % 8 and done != total):
            return
        left = (time.monotonic() - self.began) / done * (total - done)
        click.echo(f"\r{PROGRESS.format(done=done, total=total, left=left)}  ", nl=False, err=True)
        self.shown = True

    def end(self) -> None:
        """Leave the line that changed."""
        if self.shown:
            click.echo(err=True)
