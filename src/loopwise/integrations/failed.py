"""Why the last run failed: `loopwise.why()`, in a notebook, a console, or an `except` block.

loopwise.why()             # the last exception of this session
loopwise.why(error)        # or this one
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, fields

from loopwise import settings
from loopwise.diagnosis.live import failure_of
from loopwise.diagnosis.search import Explanation, explain_failure
from loopwise.errors import LoopwiseError
from loopwise.rendering import explained, notebook_html
from loopwise.text import Text, has_hangul, language, speaking
from loopwise.text.language import is_chosen

NOTHING = Text(
    en="No exception was raised in this session. Run what fails, then ask loopwise.why() again.",
    ko="이 세션에서 발생한 에러가 없습니다. 에러가 나는 코드를 실행한 뒤 loopwise.why()를 다시 부르세요.",
)


@dataclass(frozen=True, slots=True, repr=False)
class Answer(Explanation):
    """An explanation that shows itself where it is the last line of a cell or of a console's input."""

    speaks: str = "en"

    def __repr__(self) -> str:
        with speaking(self.speaks):
            return explained.show_explanation(self) if self.failure else str(NOTHING)

    def _repr_html_(self) -> str | None:
        with speaking(self.speaks):
            return notebook_html.show(self) if self.failure else None


def why(error: BaseException | None = None) -> Answer:
    """Explain an exception: the fault, the place in your code, the reason with its numbers, the repair.

    error: the one that is being handled or was the session's last, if none is given.
    Nothing needs to be loaded before it fails. Nothing is run: the frames that are still there are looked at, and
    the source is checked.
    """
    error = error or _last()
    if error is None:
        return Answer("", speaks=language_for([]))
    found = explain_failure(failure_of(error))
    frames = found.failure.frames if found.failure else ()
    texts = [*(frame.code for frame in frames if frame.own), *found.sources.values()]
    known = {one.name: getattr(found, one.name) for one in fields(Explanation)}
    return Answer(**known, speaks=language_for(texts))


def _last() -> BaseException | None:
    """Return the exception being handled, else what Python and IPython remember as the last one."""
    remembered = (getattr(sys, name, None) for name in ("last_exc", "last_value"))
    return sys.exc_info()[1] or next((one for one in remembered if isinstance(one, BaseException)), None)


def language_for(texts: list[str]) -> str:
    """Return the language to answer in: what was chosen, else Korean where the person's own text holds hangul."""
    if is_chosen():
        return language()
    try:
        wanted = settings.load().language
    except LoopwiseError:  # whatever is wrong with the settings, this is no time to say so
        wanted = None
    return wanted or ("ko" if any(map(has_hangul, [*texts, *_cells()])) else language())


def _cells() -> list[str]:
    """Return the text of the executed cells, which may hold hangul where the failing line does not."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    return [str(cell) for cell in shell.user_ns.get("In", [])] if shell is not None else []
