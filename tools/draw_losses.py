"""Train every activation with every loss on four data sets, and write the tables of docs/losses.md and its Korean twin.

    python tools/draw_losses.py [SEEDS]        # some minutes on two cores

Every number between the marks comes from that run.
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

from loopwise.experiments.loss_grid import because, tells, train_losses, usual_workers
from loopwise.records import LossCell, LossGrid
from loopwise.text import speaking

DOCS = Path(__file__).parents[1] / "docs"
RUNS = (
    {"data": "breast_cancer"},
    {"data": "digits"},
    {"data": "digits", "optimizer": "sgd", "lr": 0.1},
    {"data": "yeast"},
    {"data": "diabetes"},
)
BEGIN, END = "<!-- run: begin -->", "<!-- run: end -->"
VERDICTS = {
    "en": {"right": "right", "hides": "hides", "visible": "visible", "raises": "raises"},
    "ko": {"right": "맞음", "hides": "안 보임", "visible": "보임", "raises": "에러"},
}
HEADS = {
    "en": "| activation | loss | target | verdict | score | what tells |",
    "ko": "| 활성화 함수 | 손실 함수 | 정답 | 판정 | 점수 | 알 수 있는 것 |",
}


def main(seeds: int) -> None:
    """Run all of them, then write both pages."""
    grids = [train_losses(**run, seeds=seeds, workers=usual_workers()) for run in RUNS]  # type: ignore[arg-type]
    for language, name in (("en", "losses.md"), ("ko", "losses.ko.md")):
        with speaking(language):
            told = "\n\n".join(section(grid, language) for grid in grids)
        page = DOCS / name
        before, _, rest = page.read_text(encoding="utf-8").partition(BEGIN)
        _, _, after = rest.partition(END)
        page.write_text(f"{before}{BEGIN}\n{told}\n{END}{after}", encoding="utf-8")


def section(grid: LossGrid, language: str) -> str:
    """Return a heading and the table of one grid."""
    title = f"## {grid.data}, {grid.optimizer} {grid.lr:g}"
    run = f"loopwise losses --train {grid.data} --optimizer {grid.optimizer} --lr {grid.lr:g} --epochs {grid.epochs}"
    told = f"{date.today()}: `{run} --seeds {grid.seeds}`; {grid.metric}, torch {grid.versions['torch']}"
    rows = [row(cell, grid, language) for cell in grid.cells]
    return "\n".join([title, "", told, "", HEADS[language], "|---|---|---|---|---|---|", *rows])


def row(cell: LossCell, grid: LossGrid, language: str) -> str:
    """Return one pair as a row of the table."""
    score = (
        "-" if cell.score is None else f"{cell.score:.3f}" if abs(cell.score) < 100 else f"{cell.score:.1e}"
    )
    numbers = "; ".join(map(str, tells(cell)))
    why = "" if cell.why == "right" else f"{because(cell, grid.classes)} "
    verdict = VERDICTS[language][cell.verdict]
    cells = (cell.activation, cell.loss, f"{cell.target}", verdict, score, f"{why}{numbers}")
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
