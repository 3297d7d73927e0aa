"""Fit every data set with three seeds, and write the table of docs/measured.md: network beside linear model and dummy.

    python tools/draw_fits.py        # some minutes on two cores

Each cell comes from `loopwise fit SET --seed N --json`, the command a reader has.
"""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

from loopwise.data import data_names
from loopwise.recipes import metric, recipe_named

PAGE = Path(__file__).parents[1] / "docs" / "measured.md"
BEGIN, END = "<!-- fits: begin -->", "<!-- fits: end -->"
SEEDS = (0, 1, 2)
WHO = {"test": "network", "linear": "linear", "dummy": "dummy"}


def main() -> None:
    """Run them all, then write the page."""
    fits = {name: [fitted(name, seed) for seed in SEEDS] for name in data_names()}
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    PAGE.write_text(f"{before}{BEGIN}\n{table(fits)}\n{END}{after}", encoding="utf-8")


def fitted(name: str, seed: int) -> dict[str, Any]:
    """Return what one run prints."""
    command = [sys.executable, "-m", "loopwise", "fit", name, "--seed", str(seed), "--json"]
    found: dict[str, Any] = json.loads(
        subprocess.run(command, capture_output=True, check=True, text=True).stdout
    )
    print(name, seed, {who: first(found, who) for who in WHO}, flush=True)
    return found


def first(found: dict[str, Any], who: str) -> float:
    """Return the first metric of the recipe."""
    value: float = found["metrics"][who][recipe_named(found["recipe"]).metrics[0]]
    return value


def table(fits: dict[str, list[dict[str, Any]]]) -> str:
    """Return a row for each set, with how often the network is above the others."""
    heads = ["set", "metric", *WHO.values(), "above dummy", "above or equal to linear"]
    lines = [
        f"{date.today()}, `loopwise fit SET --seed 0|1|2 --json`, the first metric on test rows:",
        "",
        f"| {' | '.join(heads)} |",
        "|" + "---|" * len(heads),
    ]
    for name, found in fits.items():
        recipe = recipe_named(found[0]["recipe"])
        sign = -1 if metric(recipe.metrics[0]).lower_is_better else 1
        values = {who: [first(one, who) for one in found] for who in WHO}
        ours, dummy, linear = ([sign * one for one in values[who]] for who in ("test", "dummy", "linear"))
        better = (
            sum(a > b for a, b in zip(ours, dummy, strict=True)),
            sum(a >= b for a, b in zip(ours, linear, strict=True)),
        )
        cells = [f"{name} ({recipe.name})", recipe.metrics[0]]
        cells += [" ".join(f"{one:.3f}" for one in values[who]) for who in WHO]
        lines.append(f"| {' | '.join(cells)} | {better[0]}/{len(found)} | {better[1]}/{len(found)} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
