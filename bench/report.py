"""How long a report takes: a first page (cold), the same with the compiler warm, and every format.

python bench/report.py [ROUNDS]

The example week, in one process; cold is a process of its own. Ratios are against the warm PDF.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path

WEEK = Path(__file__).parents[1] / "examples" / "week8" / "2025-05-08.md"
COLD = (
    "import time; start = time.perf_counter();"
    "from loopwise.reports.week import load_week; from loopwise.reports.composing import compose;"
    "from loopwise.reports.exporters import exporter_named;"
    f"exporter_named('pdf').files(compose(load_week({str(WEEK)!r})));"
    "print(time.perf_counter() - start)"
)


def main(rounds: int = 15) -> int:
    """Print one line a measurement: median and ratio."""
    warnings.simplefilter("ignore", DeprecationWarning)
    from loopwise.reports.composing import compose
    from loopwise.reports.exporters import exporter_named, formats
    from loopwise.reports.exporters.pdf import Press, pages
    from loopwise.reports.week import load_week, read_week

    document = compose(load_week(WEEK))
    text = WEEK.read_text(encoding="utf-8")
    work: dict[str, Callable[[], object]] = {
        "pdf, warm": lambda: exporter_named("pdf").files(document),
        "pdf, new compiler": lambda: Press().pdf(document),
        "read and compose": lambda: compose(read_week(text + " ", WEEK)),
        "pages for the lab": lambda: pages(document, 88),
        **{
            name: lambda name=name: exporter_named(name).files(document)
            for name in formats()
            if name != "pdf"
        },
    }
    medians = {name: _median(call, rounds) for name, call in work.items()}
    medians["pdf, cold (a process, figures drawn)"] = _cold()
    base = medians["pdf, warm"]
    for name, seconds in medians.items():
        print(f"{name:38} {seconds * 1000:8.1f} ms {seconds / base:7.1f}")
    return 0


def _median(call: Callable[[], object], rounds: int) -> float:
    call()
    taken = []
    for _ in range(rounds):
        start = time.perf_counter()
        call()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def _cold() -> float:
    command = [sys.executable, "-W", "ignore", "-c", COLD]
    return statistics.median(
        float(subprocess.run(command, capture_output=True, text=True, check=True).stdout) for _ in range(3)
    )


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
