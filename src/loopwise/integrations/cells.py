"""The cells of one IPython session: after each, the findings that are new, told in its reader's language."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from loopwise import settings
from loopwise.diagnosis.checking import check
from loopwise.diagnosis.watching import AlreadyWatching, Watch, watch
from loopwise.errors import LoopwiseError
from loopwise.program.source.sources import lines_of
from loopwise.records import CheckReport, Finding, WatchReport, WhatIf
from loopwise.rendering import notebook_html, terminal
from loopwise.text import Text, has_hangul, language, speaking
from loopwise.text.language import is_chosen

if TYPE_CHECKING:
    from IPython.core.interactiveshell import ExecutionInfo, ExecutionResult, InteractiveShell

NOTHING_WATCHED = Text(
    en="no cell that trains has shown a problem yet, so there is nothing to try.",
    ko="학습하는 셀에서 찾은 문제가 아직 없어서 고쳐 돌려 볼 것이 없습니다.",
)

log = logging.getLogger("loopwise")

Told = TypeVar("Told")


class Session:
    """What has been said in this shell, and the watch over the cell that is running.

    watching: whether training is watched; `%loopwise watch off` ends it.
    """

    def __init__(self, shell: InteractiveShell) -> None:
        self.watching = True
        self._shell = shell
        self._said: set[tuple[str, str]] = set()  # fault, and the line of code it was found at
        self._watch: Watch | None = None
        self._run: WatchReport | None = None  # the last one that showed anything
        self._language: str | None = None

    def before(self, info: ExecutionInfo) -> None:
        """Attach to the cell, but for one that brings a watch of its own."""
        self._remember_language()
        if self.watching and "watch(" not in info.raw_cell:
            self._watch = _attached(self.check)

    def after(self, result: ExecutionResult) -> None:
        """Say what this cell has shown, under it."""
        self._remember_language()
        watched, self._watch = self._watch, None
        run = watched.stop() if watched else None
        if run and run.findings:
            self._run = run
        if result.error_before_exec or not result.info.store_history:
            return
        report = run if run and run.steps else self._checked()
        if report and (new := self._unsaid(report)):
            with self._speaking():
                plain = terminal.show_findings(new, report.sources)
                self.say(plain, notebook_html.show_findings(new, report.sources))

    def check(self, path: str | None = None) -> CheckReport:
        """Check the cells executed so far, or a file."""
        return check(path) if path else check()

    def what_if(self, fault: str) -> WhatIf:
        """Run the cells executed so far again, as they are and with a repair in force, and compare."""
        from loopwise.diagnosis.what_if import executed_cells, plan, what_if
        from loopwise.rendering.what_if import RUN, what_will_be_done

        if self._run is None:
            raise LoopwiseError(NOTHING_WATCHED)
        planned = plan(self._run, fault=fault, cells=executed_cells())
        with self._speaking():
            self.say(what_will_be_done(planned))
            return what_if(planned, progress=lambda at, runs: self.say(str(RUN.format(at=at + 1, runs=runs))))

    def say(self, plain: str, html: str = "") -> None:
        """Show a text under the running cell."""
        from IPython.display import publish_display_data

        publish_display_data({"text/plain": plain} | ({"text/html": html} if html else {}))

    def spoken(self, tell: Callable[[Any], Told]) -> Callable[[Any], Told]:
        """Return `tell`, speaking this session's language."""

        def told(report: Any) -> Told:
            with self._speaking():
                return tell(report)

        return told

    def stop(self) -> None:
        """Let go of a run that is being watched."""
        if self._watch:
            self._watch.stop()

    def _checked(self) -> CheckReport | None:
        try:
            return self.check()
        except LoopwiseError as problem:  # a cell that cannot be read has told so itself
            log.info("the cells were not checked: %s", problem)
            return None

    def _unsaid(self, report: CheckReport | WatchReport) -> list[Finding]:
        """Return the findings that were not shown yet: a cell that is run again says nothing again."""
        new = {_key(finding, report.sources): finding for finding in report.findings}
        new = {key: finding for key, finding in new.items() if key not in self._said}
        self._said |= new.keys()
        return list(new.values())

    def _remember_language(self) -> None:
        """Keep `loopwise.language("ko")` for the cells that follow, which may run in another context."""
        if is_chosen():
            self._language = language()
        elif self._language:
            language(self._language)

    @contextmanager
    def _speaking(self) -> Iterator[None]:
        self._remember_language()
        with speaking(self._language or _wanted() or self._guess()):
            yield

    def _guess(self) -> str:
        """Korean where the cells hold hangul (Colab's locale is English even in Korea), else the system's."""
        return "ko" if any(map(has_hangul, self._shell.user_ns.get("In", []))) else language()


def _key(finding: Finding, sources: Mapping[str, str]) -> tuple[str, str]:
    """Return the fault and the line of code it was found at."""
    lines = lines_of(sources.get(finding.place.source, ""))
    line = lines[finding.place.line - 1] if finding.place.line <= len(lines) else str(finding.place)
    return finding.fault, line.strip()


def _wanted() -> str | None:
    try:
        return settings.load().language
    except LoopwiseError as problem:
        log.warning("the settings were not read: %s", problem)
        return None


def _attached(source: Callable[[], CheckReport]) -> Watch | None:
    try:
        return watch(source=source, script="notebook")
    except AlreadyWatching:  # the person's own watch goes on
        return None
