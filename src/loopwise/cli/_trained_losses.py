"""The grid of trained losses in the terminal: a table of scores with their verdicts, then what tells, pair by pair."""

from __future__ import annotations

import math
from collections.abc import Iterator

from loopwise.cli._fitted import aligned
from loopwise.experiments.loss_grid import because, tells
from loopwise.recipes import metric
from loopwise.records import LossCell, LossGrid
from loopwise.rendering.columns import wrapped
from loopwise.text import Text

SHORT = {
    "BCEWithLogitsLoss": "BCE+logits",
    "BCELoss": "BCE",
    "CrossEntropyLoss": "CE",
    "NLLLoss": "NLL",
    "MSELoss": "MSE",
    "L1Loss": "L1",
    "HuberLoss": "Huber",
}
MARKS = {"right": "*", "hides": "?", "visible": "!", "raises": "x"}
HEAD = Text(
    en="{data} | {optimizer}, lr {lr:g} | {epochs} epochs, {seeds} seeds | {metric} on test rows",
    ko="{data} | {optimizer}, 학습률 {lr:g} | 에폭 {epochs}개, 시드 {seeds}개 | 테스트 데이터의 {metric}",
)
CORNER = Text(en="at the end", ko="모델 끝")
LEGEND = Text(
    en="* right   ? wrong, and the score hides it   ! wrong, and the score shows it   x raises an error",
    ko="* 맞음   ? 틀렸지만 점수로는 안 보임   ! 틀렸고 점수로 보임   x 에러",
)
INTERRUPTED = Text(
    en="Interrupted: {done} of {all} pairs are ready.",
    ko="중단했습니다. 조합 {all}개 가운데 {done}개를 마쳤습니다.",
)
TOO_FEW = Text(en="No pair is ready yet.", ko="아직 마친 조합이 없습니다.")
TRY_SGD = Text(
    en="Adam hides much: it makes up for small gradients. Try --optimizer sgd --lr 0.1.",
    ko="Adam은 작은 기울기(gradient)를 메워 주므로 많은 것을 가립니다. --optimizer sgd --lr 0.1로도 해 보세요.",
)


def told(grid: LossGrid, width: int, *, everything: bool = False) -> Iterator[str]:
    """Yield the lines. everything: every pair below the table, not only the wrong ones that run."""
    name = metric(grid.metric).label if grid.metric else ""
    yield from wrapped(
        str(
            HEAD.format(
                data=grid.data,
                optimizer=grid.optimizer,
                lr=grid.lr,
                epochs=grid.epochs,
                seeds=grid.seeds,
                metric=name,
            )
        ),
        width,
    )
    if not grid.cells:
        yield str(TOO_FEW)
        return
    yield ""
    yield from aligned(table(grid))
    yield from wrapped(str(LEGEND), width)
    if grid.ended != "finished":
        yield str(INTERRUPTED.format(done=len(grid.cells), all=_all(grid)))
    for cell in grid.cells:
        if everything or cell.verdict in ("hides", "visible"):
            yield ""
            yield from _pair(cell, grid, width)
    if grid.optimizer.startswith("adam"):
        yield ""
        yield from wrapped(str(TRY_SGD), width)


def table(grid: LossGrid) -> list[list[str]]:
    """Return the rows of the table: an activation each, a loss a column, a score with its mark in each cell."""
    uses = list(dict.fromkeys((cell.loss, cell.units, cell.target) for cell in grid.cells))
    losses = [loss for loss, _, _ in uses]
    heads = [
        SHORT[loss] if losses.count(loss) == 1 else f"{SHORT[loss]}({units}{'i' if 'int' in target else ''})"
        for loss, units, target in uses
    ]
    by_place = {(c.activation, (c.loss, c.units, c.target)): c for c in grid.cells}
    rows = [[str(CORNER), *heads]]
    for activation in dict.fromkeys(cell.activation for cell in grid.cells):
        rows.append([activation, *(_cell(by_place.get((activation, use))) for use in uses)])
    return rows


def _pair(cell: LossCell, grid: LossGrid, width: int) -> Iterator[str]:
    score = "" if cell.score is None else f"  {cell.score:.3f}"
    yield f"{MARKS[cell.verdict]} {cell.activation} + {cell.loss} ({cell.target}){score}"
    yield from wrapped(str(because(cell, grid.classes)), width, first="  ", indent="  ")
    yield from wrapped("; ".join(map(str, tells(cell))), width, first="  ", indent="  ")


def _cell(cell: LossCell | None) -> str:
    if cell is None:
        return ""
    if cell.score is None:
        return f"- {MARKS[cell.verdict]}"
    shown = (
        f"{cell.score:.3f}".replace("0.", ".", 1)
        if math.isfinite(cell.score) and abs(cell.score) < 100
        else f"{cell.score:.0e}"
    )
    return f"{shown} {MARKS[cell.verdict]}"


def _all(grid: LossGrid) -> int:
    from loopwise.experiments.loss_grid import ACTIVATIONS

    return len(ACTIVATIONS) * len({(cell.loss, cell.units, cell.target) for cell in grid.cells})
