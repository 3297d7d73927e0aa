"""One rerun, in a process of its own: `python -m loopwise.diagnosis.what_if.child SPEC.json`.

The spec names the program, the intervention in force, the seed and where paths may lead; the answer is written where it
says. What the program prints goes to this process's stdout, which the parent reads.
"""

from __future__ import annotations

import json
import os
import sys
import time
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from loopwise.diagnosis.running import cells_of, program_of
from loopwise.diagnosis.what_if.guarding import Guard
from loopwise.diagnosis.what_if.seeds import offset_seeds
from loopwise.records import plain
from loopwise.runtime import Ended, Recorder, RunEnd, Training, run_cells
from loopwise.runtime.interventions import intervention


def main(spec: dict[str, Any]) -> None:
    """Run the program under guard, with the repair in force if there is one; write what it did."""
    ends: list[RunEnd] = []
    recorder = Recorder(
        lambda event: ends.append(event) if isinstance(event, RunEnd) else None,
        stop_after=spec["steps"],
        hears=lambda kind, sampled: False,
    )
    guard = Guard(Path(spec["project"]), Path(spec["copy"]), Path(spec["spill"]))
    guard.install()
    offset_seeds(spec["seed"])
    began = time.perf_counter()
    recorder.attach()
    repair = intervention(spec["intervention"]) if spec["intervention"] else None
    with repair.in_force() if repair else nullcontext():
        ended = run_again(spec)
    recorder.detach()
    recorder.end(ended.how)
    answer = {
        "used": repair.used if repair else 0,
        "steps": recorder.steps,
        "seconds": time.perf_counter() - began,
        "ended": ended.how,
        "stopped": guard.reached,
        **_learnt(ends[-1].trainings),
    }
    sys.stdout.flush()
    Path(spec["answer"]).write_text(json.dumps(plain(answer)), encoding="utf-8")


def run_again(spec: dict[str, Any]) -> Ended:
    """Run what a spec names, in the folder it names."""
    os.chdir(spec["folder"])
    if spec["cells"]:
        cells = cells_of(enumerate(spec["cells"], start=1))
        return run_cells(Path(spec["folder"], spec["target"]), cells, going_on=True)
    program, _ = program_of(spec["target"], spec["arguments"], module=spec["module"])
    return program()


def _learnt(trainings: tuple[Training, ...]) -> dict[str, Any]:
    """Return the curves of the longest training, and the numbers its answers were measured by."""
    if not trainings:
        return {"loss": {"steps": [], "values": []}, "held_out": {"steps": [], "values": []}, "numbers": {}}
    longest = max(trainings, key=lambda one: one.steps)
    passes = _held_out(longest)
    numbers = {"loss": longest.mean_loss(0.8, 1.0)}
    if passes:
        end = passes[-max(1, len(passes) // 5) :]
        numbers["held-out loss"] = sum(one.loss for one in end) / len(end)
        scores = [one.score for one in end if one.score is not None]
        if scores:
            name = "held-out accuracy" if passes[-1].right is not None else "held-out R2"
            numbers[name] = sum(scores) / len(scores)
    if (score := _score(longest)) is not None:
        numbers["accuracy" if longest.answers[-1].chooses else "R2"] = score
    held_out = {"steps": [one.step for one in passes], "values": [one.loss for one in passes]}
    return {"loss": longest.series, "held_out": held_out, "numbers": numbers}


def _held_out(training: Training) -> list[Any]:
    """Return the evaluations at the place with the highest last loss: the other one is of training data."""
    by_place: dict[int, list[Any]] = {}
    for one in training.evaluations:
        by_place.setdefault(one.where, []).append(one)
    return max(by_place.values(), key=lambda passes: passes[-1].loss, default=[])


def _score(training: Training) -> float | None:
    """Return the share of right answers, or of the variance explained, over the last looks."""
    looks = training.recent
    samples = sum(one.samples for one in looks)
    if not samples:
        return None
    if looks[-1].chooses:
        return sum(one.right for one in looks) / samples
    spread = (training.constant or 0.0) * samples
    return 1 - sum(one.error**2 * one.samples for one in looks) / spread if spread > 0 else None


if __name__ == "__main__":
    main(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))
