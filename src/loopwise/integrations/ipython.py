"""`%load_ext loopwise`: what is wrong is said under the cell that shows it; else nothing is said.

%loopwise check             the cells executed so far, or a file
%loopwise explain loss stays at 2.303
%loopwise why               the last exception, explained
%loopwise what-if           the cells again in a copy, as they are and with the first problem repaired
%loopwise watch off         do not watch training (on: again)
%unload_ext loopwise        everything as it was
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from loopwise.diagnosis.search import Explanation, explain
from loopwise.errors import LoopwiseError
from loopwise.integrations.cells import Session
from loopwise.integrations.failed import why
from loopwise.records import CheckReport, ExamineReport, WatchReport, WhatIf
from loopwise.rendering import examined, explained, notebook_html, terminal, what_if
from loopwise.text import Text

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

USAGE = Text(
    en="there is no '%loopwise {word}'. There are: check, explain, why, what-if, watch on, watch off.",
    ko="없는 명령입니다: '%loopwise {word}'. 쓸 수 있는 명령: check, explain, why, what-if, watch on, watch off",
)
ON = Text(en="Training is watched.", ko="학습을 관찰합니다.")
OFF = Text(en="Training is not watched.", ko="학습을 관찰하지 않습니다.")

_PLAIN: dict[type, Callable[[Any], str]] = {
    CheckReport: terminal.show_check,
    WatchReport: terminal.show_watch,
    ExamineReport: examined.show_examined,
    Explanation: explained.show_explanation,
    WhatIf: what_if.what_was_tried,
}
_sessions: WeakKeyDictionary[InteractiveShell, Session] = WeakKeyDictionary()


def load_ipython_extension(shell: InteractiveShell) -> None:
    """Begin to look at the cells of this shell."""
    session = Session(shell)
    _sessions[shell] = session
    shell.events.register("pre_run_cell", session.before)
    shell.events.register("post_run_cell", session.after)
    shell.register_magic_function(_magic(session), "line", "loopwise")
    for kind, told in _PLAIN.items():
        shell.display_formatter.formatters["text/html"].for_type(kind, session.spoken(notebook_html.show))
        shell.display_formatter.formatters["text/plain"].for_type(kind, _pretty(session.spoken(told)))


def unload_ipython_extension(shell: InteractiveShell) -> None:
    """Leave the shell as it was."""
    session = _sessions.pop(shell)
    session.stop()
    shell.events.unregister("pre_run_cell", session.before)
    shell.events.unregister("post_run_cell", session.after)
    shell.magics_manager.magics["line"].pop("loopwise")
    for kind in _PLAIN:
        for form in ("text/html", "text/plain"):
            shell.display_formatter.formatters[form].pop(kind)


def _magic(session: Session) -> Callable[[str], object]:
    def loopwise(line: str) -> object:
        """Check the cells, explain a symptom or the last error, try a repair, or turn the watching on and off."""
        word, _, rest = line.strip().partition(" ")
        try:
            return _answer(session, word or "check", rest.strip())
        except LoopwiseError as problem:
            session.say(session.spoken(str)(problem))
            return None

    return loopwise


def _answer(session: Session, word: str, rest: str) -> object:
    match word, rest:
        case "check", _:
            return session.check(rest or None)
        case "explain", _:
            return explain(rest)
        case "why", "":
            return why()
        case "what-if", fault:
            return session.what_if(fault)
        case "watch", "on" | "off":
            session.watching = rest == "on"
            session.say(session.spoken(str)(ON if session.watching else OFF))
            return None
    raise LoopwiseError(USAGE.format(word=f"{word} {rest}".strip()))


def _pretty(told: Callable[[Any], str]) -> Callable[[Any, Any, bool], None]:
    return lambda report, printer, cycle: printer.text(told(report))
