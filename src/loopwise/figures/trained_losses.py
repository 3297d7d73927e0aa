"""Figures of one pair of the loss grid: how its loss went, and what its outputs are."""

from __future__ import annotations

from loopwise.figures.description import Axis, Figure, Kind, Panel, Series
from loopwise.records import LossCell
from loopwise.text import Text

REACHED = Text(en="reached by the right pair", ko="맞는 조합이 닿은 값")
OUTPUT = Axis(Text(en="output on test rows", ko="테스트 데이터의 출력값"))
COUNT = Axis(Text(en="outputs", ko="출력의 수"))


def pair_loss(cell: LossCell) -> Figure:
    """Return the training loss over the epochs, and what the same loss reaches with its own activation."""
    epochs = tuple(float(at) for at in range(1, len(cell.losses) + 1))
    series = [Series(Text(en=cell.loss, ko=cell.loss), epochs, cell.losses)]
    if cell.reached is not None and epochs:
        ends = (epochs[0], epochs[-1])
        series.append(Series(REACHED, ends, (cell.reached, cell.reached), kind="dashes", role="third"))
    title = Text(en="Training loss: {pair}", ko="학습 손실: {pair}").format(
        pair=f"{cell.activation} + {cell.loss}"
    )
    epoch, loss = Text(en="epoch", ko="에폭(epoch)"), Text(en="loss", ko="손실(loss)")
    return Figure(title, (Panel(title, Axis(epoch), Axis(loss), tuple(series)),))


def pair_outputs(cell: LossCell) -> Figure:
    """Return how often each value comes out of the model: the outline of a histogram."""
    width = (cell.high - cell.low) / max(1, len(cell.counts))
    edges = [cell.low + at * width for at in range(len(cell.counts) + 1)]
    x = tuple(edge for at in range(len(cell.counts)) for edge in (edges[at], edges[at + 1]))
    y = tuple(float(count) for count in cell.counts for _ in range(2))
    title = Text(en="Outputs", ko="출력값")
    kind: Kind = "line" if cell.high > cell.low else "points"
    return Figure(title, (Panel(title, OUTPUT, COUNT, (Series(title, x, y, kind=kind),)),))
