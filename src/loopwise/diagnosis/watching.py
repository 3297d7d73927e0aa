"""Watch a training run: every fault's probe hears what the run does, and says what it measured.

    with watch() as watched:
        train()
    for finding in watched.findings:
        print(finding.fault, finding.place, finding.evidence)

`watch()` attaches at once, to whatever this process does next; `run(...)` runs a script, a module or a
notebook under it. Neither changes a bit of what is trained.
"""

from __future__ import annotations

import linecache
import logging
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from loopwise.diagnosis.afterwards import tried_again
from loopwise.diagnosis.layers import layers_of, rates_of, units_of
from loopwise.diagnosis.merging import merged
from loopwise.diagnosis.order import cause_first
from loopwise.diagnosis.probing import Probes
from loopwise.diagnosis.raised import raised_finding
from loopwise.diagnosis.run_path import RunPath
from loopwise.errors import LoopwiseError
from loopwise.faults import catalogue
from loopwise.records import CheckReport, Finding, Place, Started, WatchReport, WeightPath
from loopwise.runtime import (
    Afterwards,
    Ended,
    Event,
    Recorder,
    RunEnd,
    StepEvent,
    StopTraining,
    located,
    shown,
)
from loopwise.text import Text

if TYPE_CHECKING:
    from torch import nn

    from loopwise.records import WhatIf

log = logging.getLogger("loopwise")

Sink = Callable[[Finding], object]
Source = Callable[[], CheckReport | None]
Done = Callable[[WatchReport], object]

_ALWAYS_UNSEEN = ("autograd-grad", "no-grad-losses")
PAUSE = 2.0  # seconds between two looks at how a run stands
_active: Watch | None = None


class AlreadyWatching(LoopwiseError):
    """A second watch was started while one is running."""

    def __init__(self) -> None:
        super().__init__(
            Text(en="this process is already being watched.", ko="이미 관찰하고 있습니다."),
            fix=Text(
                en="Stop the first one: watched.stop(), where watched = loopwise.watch().",
                ko="먼저 시작한 관찰을 멈추세요: watched = loopwise.watch()로 시작했다면 watched.stop()",
            ),
        )


def watch(
    *,
    every: int | None = None,
    steps: int | None = None,
    sink: Sink | None = None,
    source: Source | None = None,
    script: str = "",
    started: Started | None = None,
    done: Done | None = None,
    progress: Done | None = None,
    keep_path: bool = False,
) -> Watch:
    """Watch what this process trains from now on, until `.stop()` or the end of a `with` block.

    every: look at every k-th step in the long run (left out: 200, fewer where looking costs more than 2 %).
    steps: stop the training after so many optimiser steps.
    sink: called with each new finding while the program runs.
    source: gives what reading the program says; left out, the running script is read.
    script: what the report calls the program; started: how it was, left out: as this process was.
    done: called once with the report, when the watch stops.
    progress: called every few seconds of the run with what is known so far, what whole trainings show by now
        included: it stands for a run that is killed, and the next call may take it back.
    Raises AlreadyWatching where a watch is running. With LOOPWISE=off it does nothing.
    """
    watched = Watch(
        every=every,
        steps=steps,
        sink=sink,
        source=source,
        script=script,
        started=started,
        done=done,
        progress=progress,
        keep_path=keep_path,
    )
    watched.start()
    return watched


class Watch:
    """A watched run. As a context manager it stops at the end of the block."""

    def __init__(
        self,
        *,
        every: int | None = None,
        steps: int | None = None,
        sink: Sink | None = None,
        source: Source | None = None,
        script: str = "",
        started: Started | None = None,
        done: Done | None = None,
        progress: Done | None = None,
        keep_path: bool = False,
    ) -> None:
        _at_least_one("every", every)
        _at_least_one("steps", steps)
        self._probes = Probes(catalogue())
        self._recorder = Recorder(self._hear, every=every, stop_after=steps, hears=self._probes.want)
        self._path = RunPath() if keep_path else None
        self._kept: WeightPath | None = None
        self._sink = sink
        self._done = done
        self._progress = progress
        self._next_progress = 0.0
        self._source = source or running_script
        self._script = script or name_of_main()
        self._found: dict[tuple[str, Place], Finding] = {}
        self._folder = str(Path.cwd())
        self._how = started or Started(self._folder, tuple(sys.argv[1:]))
        self._started = time.perf_counter()
        self._seconds: float | None = None
        self._afterwards = 0.0
        self._read: CheckReport | None = None
        self._ended = Ended("running")

    @property
    def running(self) -> bool:
        """Whether this watch is attached."""
        return _active is self

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What the run has shown so far, joined with what its source says, the root cause first."""
        return self.report().findings

    def start(self) -> None:
        """Attach. Raises AlreadyWatching where a watch is running."""
        global _active
        if switched_off():
            return
        refuse_a_second()
        _active = self
        self._started = time.perf_counter()
        if self._path is not None:
            self._path.attach()
        self._recorder.attach()

    def stop(self, ended: Ended = Ended("finished")) -> WatchReport:  # noqa: B008 - immutable
        """Detach, leaving torch as it was, and return the report. A second call returns it again."""
        self._end(ended)
        return self.report()

    def _end(self, ended: Ended) -> None:
        global _active
        if self.running:
            _active = None
            self._recorder.detach()
            if self._path is not None:
                self._kept = self._path.detach()
            self._seconds = time.perf_counter() - self._started
            self._ended = replace(ended, problem=None)  # its frames hold the program's tensors
            self._recorder.end(ended.how, self._tried_again())
            if ended.problem is not None:
                self._hear_of(ended.problem)
            if self._done is not None:
                self._done(self.report())

    def failed(self, problem: BaseException) -> WatchReport:
        """Stop as `stop` does, and explain what the program raised."""
        if isinstance(problem, StopTraining):
            return self.stop(Ended("stopped"))
        how = "interrupted" if isinstance(problem, KeyboardInterrupt) else "failed"
        return self.stop(Ended(how, 1, problem))

    def knows(self, model: nn.Module) -> None:
        """Take the names of a model's layers from it: it was made before this watch began."""
        self._recorder.knows(model)

    def report(self) -> WatchReport:
        """Return the report, of the run so far if it is still going on."""
        read = self._read_source()
        said = read.findings if read else ()
        probes = self._probes
        joined = merged(self._found.values(), said, probes.convinced, probes.borne_out, probes.judging)
        findings = cause_first(joined)
        recorder = self._recorder
        trainings = recorder.trainings()
        return WatchReport(
            script=self._script,
            findings=findings,
            steps=recorder.steps,
            sampled=recorder.sampled,
            seconds=time.perf_counter() - self._started if self._seconds is None else self._seconds,
            losses=recorder.losses(),
            looked_at=tuple(self._probes.looked_at),
            not_observed=self._unseen(read),
            ended=self._ended.how,
            exit_code=self._ended.exit_code,
            every=recorder.schedule.every,
            coarsened=recorder.schedule.coarsened,
            sources=quoted(findings, read),
            layers=layers_of(trainings),
            units=units_of(trainings),
            rates=rates_of(trainings),
            started=self._how,
            path=self._kept,
        )

    def glance(self) -> WatchReport:
        """Return the report of the run so far without its source: cheap enough for a live line.

        Among its findings are those that would come at the end, if the run ended now.
        """
        recorder = self._recorder
        trainings = recorder.trainings()
        ended_now = self._probes.so_far(RunEnd(recorder.steps, "running", trainings=trainings))
        found = self._found | {(one.fault, one.place): one for one in ended_now}
        return WatchReport(
            script=self._script,
            findings=cause_first(found.values()),
            steps=recorder.steps,
            sampled=recorder.sampled,
            seconds=time.perf_counter() - self._started,
            losses=recorder.losses(),
            ended="running",
            every=recorder.schedule.every,
            layers=layers_of(trainings),
            units=units_of(trainings),
            rates=rates_of(trainings),
        )

    def __enter__(self) -> Watch:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if problem is None:
            self._end(Ended("finished"))
        else:
            self.failed(problem)
        return kind is not None and issubclass(kind, StopTraining)

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Hear nothing inside the block."""
        with self._recorder.paused():
            yield

    def what_if(self, fault: str = "", *, seeds: int | None = None) -> WhatIf:
        """Run the program again, as it is and with the repair in force, in a copy of its project, and compare.

        A notebook's cells run again in the order in which they were executed, without the one that asks.
        fault: of the finding to try; left out, the first whose repair can be put in force from outside.
        seeds: pairs of runs (left out: 3 where that takes two minutes at most, else 1).
        Raises LoopwiseError where nothing can be tried.
        """
        from loopwise.diagnosis.what_if import executed_cells, plan, what_if

        if os.environ.get("LOOPWISE_RERUN"):
            raise StopTraining  # a rerun that has got as far as asking this question is done
        cells = () if self._script else executed_cells()
        return what_if(plan(self.stop(), fault=fault, seeds=seeds, cells=cells))

    def _hear(self, event: Event) -> None:
        for finding in self._probes.hear(event):
            self._take(finding)
        if self._progress is not None and isinstance(event, StepEvent):
            self._tell_progress(self._progress)

    def _tell_progress(self, progress: Done) -> None:
        """Show how the run stands, at most a hundredth of the time: nothing that is measured depends on it."""
        began = time.perf_counter()
        if began >= self._next_progress:
            progress(self.glance())
            took = time.perf_counter() - began
            self._next_progress = began + max(PAUSE, 100 * took)

    def _tried_again(self) -> Afterwards | None:
        """Try again what a finding needs, on copies, now that the program is done. What it kept for that is let go."""
        evaluated, self._recorder.evaluated = self._recorder.evaluated, None
        if evaluated is None:
            return None
        began = time.perf_counter()
        found = tried_again(evaluated)
        self._afterwards = time.perf_counter() - began
        return found

    def _hear_of(self, problem: BaseException) -> None:
        """Explain what the program raised, from the frames that are still there."""
        read = self._read_source()
        try:
            finding = raised_finding(problem, read.findings if read else (), self._recorder.steps)
        except Exception:  # what was measured must not be lost
            log.exception("what was raised could not be explained")
            return
        if finding is not None:
            self._take(finding)

    def _take(self, finding: Finding) -> None:
        key = finding.fault, finding.place
        is_new = key not in self._found
        self._found[key] = finding
        if is_new and self._sink is not None:
            self._sink(finding)

    def _read_source(self) -> CheckReport | None:
        if self._seconds is not None and self._read is not None:
            return self._read  # the run is over: what it was does not change
        try:
            with _standing_in(self._folder):
                self._read = self._source()
        except LoopwiseError as problem:
            log.info("the source was not read: %s", problem)
        except Exception:  # whatever the reader meets: what was measured must not be lost
            log.exception("the source was not read")
        return self._read

    def _unseen(self, read: CheckReport | None) -> tuple[str, ...]:
        unseen = list(self._recorder.not_observed)
        if self._recorder.steps == 0:
            unseen.append("no-steps")
        if read is None:
            unseen.append("source")
        if self._path is not None and self._path.too_large:
            unseen.append(f"path-too-large:{self._path.too_large:,}")
        if (world := os.environ.get("WORLD_SIZE", "1")) != "1":
            unseen.append(f"other-ranks:rank {os.environ.get('RANK', '0')} of {world}")
        return (*unseen, *(f"probe-failed:{name}" for name in self._probes.failed), *_ALWAYS_UNSEEN)


def is_watched() -> bool:
    """Tell whether a watch is running in this process."""
    return _active is not None


def refuse_a_second() -> None:
    """Raise AlreadyWatching where a watch is running."""
    if is_watched():
        raise AlreadyWatching


@contextmanager
def unheard() -> Iterator[None]:
    """Do inside the block what a watch that is running is not to take for the program's own training."""
    if _active is None:
        yield
        return
    with _active.paused():
        yield


def switched_off() -> bool:
    """Tell whether LOOPWISE=off asks us to do nothing."""
    return os.environ.get("LOOPWISE", "").lower() == "off"


def _at_least_one(name: str, value: int | None) -> None:
    if value is not None and (not isinstance(value, int) or value < 1):
        raise LoopwiseError(
            Text(
                en=f"{name} is {value!r}; it must be a whole number from 1.",
                ko=f"{name} 값({value!r})을 쓸 수 없습니다. 1 이상의 정수여야 합니다.",
            ),
            fix=f"{name}=100",
        )


@contextmanager
def _standing_in(folder: str) -> Iterator[None]:
    """Go back to the folder the watch began in, which paths are relative to; the program may have left it."""
    try:
        before = str(Path.cwd())
    except OSError:  # where the program stands is gone
        before = folder
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def running_script() -> CheckReport | None:
    """Read the script that is running, in IPython the cells executed so far."""
    from loopwise.diagnosis.checking import check

    file = getattr(sys.modules["__main__"], "__file__", None)
    return check(shown(file)) if file and Path(file).is_file() else check()


def name_of_main() -> str:
    """Return the file of the program that is running, "" where there is none (IPython)."""
    file = getattr(sys.modules["__main__"], "__file__", None)
    return shown(file) if file else ""


def quoted(findings: Iterable[Finding], read: CheckReport | None) -> dict[str, str]:
    """Return the texts that the findings' places lie in."""
    known = read.sources if read else {}
    places = [place for finding in findings for place in (finding.place, *finding.related.values())]
    texts = {place.source: known.get(place.source) or _text_of(place.source) for place in places}
    return {source: text for source, text in texts.items() if text}


def _text_of(source: str) -> str:
    """Return the lines of a cell, or of a file by its path from where the watch began."""
    return "".join(linecache.getlines(source if source in linecache.cache else located(source)))
