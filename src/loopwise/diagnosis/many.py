"""Check many files with several processes: the report is the one that a single process gives.

check_files(["src"], jobs=4)
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import partial
from itertools import chain
from pathlib import Path

from loopwise.diagnosis.checking import check
from loopwise.diagnosis.ignores import joined
from loopwise.program import programs_in
from loopwise.records import CheckReport, Finding, Followed, Place

_ONE_START = 20  # files that are read in the time a process takes to start


def check_files(
    paths: Iterable[str | Path],
    *,
    select: Collection[str] = (),
    ignore: Collection[str] = (),
    hints: bool = False,
    jobs: int = 1,
    input: str | Sequence[int] | None = None,
) -> CheckReport:
    """Check files and folders with at most `jobs` processes; fewer where starting them would take longer."""
    ask = partial(check, select=tuple(select), ignore=tuple(ignore), hints=hints, input=input)
    files = list(programs_in(paths))
    jobs = min(jobs, 1 + len(files) // _ONE_START)
    if jobs == 1:
        return ask(list(paths))
    from concurrent.futures import ProcessPoolExecutor  # 15 ms that a single file need not pay
    from multiprocessing import get_context

    size = -(-len(files) // jobs)
    parts = [files[start : start + size] for start in range(0, len(files), size)]
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as processes:
        return _joined(list(processes.map(ask, parts)))


def _joined(reports: list[CheckReport]) -> CheckReport:
    """Return one report; a finding in a module that several programs import is one finding."""
    found: dict[tuple[str, Place], Finding] = {}
    for finding in chain.from_iterable(report.findings for report in reports):
        found.setdefault((finding.fault, finding.place), finding)
    ordered = sorted(found.values(), key=_order)
    followed = sum((report.followed for report in reports), Followed())
    sources = {name: text for report in reports for name, text in report.sources.items()}
    ignores = joined(comment for report in reports for comment in report.ignores)
    return CheckReport(tuple(ordered), followed, sources, ignores)


def _order(finding: Finding) -> tuple[str, int, int, int, str]:
    place = finding.place
    return (place.path, place.cell or 0, place.line, place.column, finding.fault)
