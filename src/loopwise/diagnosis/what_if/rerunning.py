"""Run a program again, as it is and with a repair in force, seed by seed, in a copy of its project.

answer = what_if(plan(report))
answer.verdict, answer.gain
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path

from loopwise.diagnosis.what_if.choosing import Chosen, choose
from loopwise.diagnosis.what_if.copying import copied, trace_of
from loopwise.diagnosis.what_if.environment import environment
from loopwise.diagnosis.what_if.judging import judged
from loopwise.diagnosis.what_if.printed import printed
from loopwise.diagnosis.what_if.program import Program, program_of_run
from loopwise.records import Series, WatchReport
from loopwise.records.json_form import rebuild
from loopwise.records.what_if import Rerun, WhatIf
from loopwise.runtime.interventions import Intervention, intervention

SEEDS = 3
SECONDS = 120.0  # that reruns of several seeds may take together; longer ones are run with one
LONGEST = 1800.0  # seconds of one rerun, whatever was estimated
_STARTING = 4.0  # seconds a process needs to begin
_OFFSET = 1000  # between the seeds of two pairs of runs
_WATCH_AGAIN = "loopwise watch --what-if train.py"

Progress = Callable[[int, int], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan(Program):
    """What a what-if is going to do with a program. seconds: how long the watched run took."""

    chosen: Chosen
    seeds: int
    seconds: float
    steps: int | None = None

    @property
    def estimate(self) -> float:
        """Seconds for all reruns, from how long the watched run took."""
        return 2 * self.seeds * (self.seconds + _STARTING)

    @property
    def repair(self) -> Intervention:
        """The intervention, to be told in words."""
        return intervention(self.chosen.intervention)


def plan(
    report: WatchReport,
    *,
    fault: str = "",
    seeds: int | None = None,
    steps: int | None = None,
    cells: Sequence[str] = (),
) -> Plan:
    """Plan reruns for the top finding of a report that can be tried, or for the named fault.

    cells: of a notebook that has no file, in the order in which they were executed.
    Raises LoopwiseError where nothing can be tried, or what ran is not there any more.
    """
    program = program_of_run(report, cells, fix=_WATCH_AGAIN)
    once = 2 * SEEDS * (report.seconds + _STARTING)
    return Plan(
        **{one.name: getattr(program, one.name) for one in fields(program)},
        chosen=choose(report, fault),
        seeds=seeds or (SEEDS if once <= SECONDS else 1),
        seconds=report.seconds,
        steps=steps,
    )


def what_if(
    planned: Plan, progress: Progress | None = None, cancelled: Callable[[], bool] | None = None
) -> WhatIf:
    """Run what was planned. progress: called with (runs done, runs in all) before each.

    cancelled: asked before each run. Raises LoopwiseError where the project is too large to be copied.
    """
    before = trace_of(planned.project)
    runs: list[Rerun] = []
    for at, (seed, repaired) in enumerate(_order(planned.seeds)):
        if cancelled is not None and cancelled():
            break
        if progress is not None:
            progress(at, 2 * planned.seeds)
        with copied(planned.project) as copy:  # a fresh one: what the run before has written is not there
            runs.append(_rerun(planned, copy, seed, repaired))
    answer = WhatIf(
        script=planned.target,
        fault=planned.chosen.finding.fault,
        intervention=planned.chosen.intervention,
        verdict="failed",
        runs=tuple(runs),
        rescaled=planned.repair.rescales,
        untouched=trace_of(planned.project) == before,
        why=next((run.stopped for run in runs if run.stopped), ""),
    )
    return judged(answer)


def _order(seeds: int) -> Iterator[tuple[int, bool]]:
    for seed in range(seeds):
        yield seed * _OFFSET, False
        yield seed * _OFFSET, True


def _rerun(planned: Plan, copy: Path, seed: int, repaired: bool) -> Rerun:
    """Run once, in a fresh process, and read what it wrote."""
    spec, answer, told = (copy.parent / name for name in ("spec.json", "answer.json", "printed.txt"))
    how = planned.within(copy) | {
        "answer": str(answer),
        "seed": seed,
        "steps": planned.steps,
        "intervention": planned.chosen.intervention if repaired else "",
    }
    spec.write_text(json.dumps(how), encoding="utf-8")
    command = [sys.executable, "-m", "loopwise.diagnosis.what_if.child", str(spec)]
    limit = LONGEST if planned.cells else min(LONGEST, 3 * planned.seconds + 60)
    with told.open("w", encoding="utf-8") as out:
        try:
            subprocess.run(
                command,
                cwd=how["folder"],
                env=environment(Path(how["spill"])),
                stdout=out,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                timeout=limit,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return Rerun(seed, repaired, ended="stopped", stopped=f"{limit:.0f} s")
    return _read(answer, told.read_text(encoding="utf-8", errors="replace"), seed, repaired)


def _read(answer: Path, told: str, seed: int, repaired: bool) -> Rerun:
    if not answer.exists():
        return Rerun(seed, repaired, ended="failed", stopped=told.strip()[-300:])
    found = json.loads(answer.read_text(encoding="utf-8"))
    curves = {name: rebuild(Series, found[name]) for name in ("loss", "held_out")}
    measured = {name: float(value) for name, value in found["numbers"].items()}
    given = {name: found[name] for name in ("used", "steps", "seconds", "ended", "stopped")}
    return replace(
        Rerun(seed, repaired, **given),
        loss=curves["loss"],
        held_out=curves["held_out"],
        numbers=printed(told) | measured,
    )
