"""The measured numbers by which a pair gives itself away, in words: "loss ends at 1.5 (right: 0.06)"."""

from __future__ import annotations

from collections.abc import Iterator

from loopwise.records import LossCell
from loopwise.text import Text

APART = 1.25  # a loss ends clearly above its right pair's from this factor on

STAYS = Text(
    en="loss ends at {final:.3g} (right: {reached:.3g})",
    ko="마지막 손실 {final:.3g} (맞는 조합: {reached:.3g})",
)
ENDS = Text(en="loss ends at {final:.3g}", ko="마지막 손실 {final:.3g}")
READ = Text(en="read by the loss: {read:.3f}", ko="손실 함수가 읽는 대로 판정하면 {read:.3f}")
OUTPUTS = Text(en="outputs {low:.3g} to {high:.3g}", ko="출력 {low:.3g}~{high:.3g}")
ROWS = Text(en="a row adds up to {sum:.2f}", ko="한 행의 합 {sum:.2f}")
CALIBRATED = Text(en="calibration error {error:.3f}", ko="보정 오차(calibration) {error:.3f}")
CONSTANT = Text(en="constant output in {share:.0%} of the seeds", ko="시드의 {share:.0%}에서 출력이 일정함")
SEEDS = Text(en="seeds {low:.3f} to {high:.3f}", ko="시드에 따라 {low:.3f}~{high:.3f}")
RAISES = Text(en="torch: {error}", ko="torch: {error}")


def tells(cell: LossCell) -> Iterator[Text]:
    """Yield the measured numbers by which a pair gives itself away, the loss first."""
    if cell.error:
        yield RAISES.format(error=cell.error)
        return
    if cell.final is not None:
        apart = cell.reached is not None and (cell.final > APART * cell.reached + 0.01 or cell.final < -0.01)
        yield STAYS.format(final=cell.final, reached=cell.reached) if apart else ENDS.format(final=cell.final)
    if (
        cell.score is not None
        and cell.read_by_loss is not None
        and abs(cell.read_by_loss - cell.score) > 0.01
    ):
        yield READ.format(read=cell.read_by_loss)
    yield OUTPUTS.format(low=cell.low, high=cell.high)
    if cell.units > 1:
        yield ROWS.format(sum=cell.row_sum)
    if cell.calibration is not None:
        yield CALIBRATED.format(error=cell.calibration)
    if cell.constant:
        yield CONSTANT.format(share=cell.constant)
    if cell.scores and max(cell.scores) - min(cell.scores) > 0.1:
        yield SEEDS.format(low=min(cell.scores), high=max(cell.scores))
