"""The shape of a page: one file in `pages/`, found by its name, which is also the first part of its address.

`pages/check.py` answers `/check` and everything below it; `pages/home.py` answers `/`.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import Any, ClassVar, TypeVar

from dash import Dash, State
from dash.development.base_component import Component

from loopwise.errors import LoopwiseError
from loopwise.text import Text, speaking
from loopwise.web.visit import Visit

Answer = TypeVar("Answer", bound=Callable[..., Any])


class Lab:
    """The Dash app as pages see it: a callback gets the Visit first and speaks the reader's language."""

    def __init__(self, app: Dash) -> None:
        self.app = app

    def callback(self, *parts: object, **options: object) -> Callable[[Answer], Answer]:
        """Register a plain function `answer(visit, *inputs, *states)`; it stays callable by tests."""

        def register(answer: Answer) -> Answer:
            def speak(*values: Any) -> Any:
                *given, path, search = values
                visit = Visit.of(path, search)
                with speaking(visit.language):
                    try:
                        return answer(visit, *given)
                    except LoopwiseError as problem:
                        raise _in_words(problem) from problem

            self.app.callback(*parts, State("url", "pathname"), State("url", "search"), **options)(speak)
            return answer

        return register


def _in_words(problem: LoopwiseError) -> LoopwiseError:
    """Return the problem in the reader's language: whoever shows it no longer knows who asked."""
    fix = str(problem.fix) if problem.fix else None
    return LoopwiseError(str(problem.message), fix=fix, fault=problem.fault, place=problem.place)


class Page:
    """One page. Subclass it, one file each.

    title: what the browser's tab says; also the word in the menu.
    menu: place in the header's menu; None for a page that is reached from another.
    card, hint: what its card on Home says, and the quiet line under it; None for no card.
    first: whether its card is among the few that a first visit begins with; the others stand below, smaller.
    """

    title: ClassVar[Text]
    menu: ClassVar[int | None] = None
    card: ClassVar[Text | None] = None
    hint: ClassVar[Text | None] = None
    first: ClassVar[bool] = False

    @property
    def name(self) -> str:
        """The first part of the page's address: its file's name, nothing for home."""
        name = type(self).__module__.rpartition(".")[2]
        return "" if name == "home" else name

    def layout(self, visit: Visit) -> Component:
        """Return what stands between header and foot."""
        raise NotImplementedError

    def callbacks(self, lab: Lab) -> None:
        """Register what the page answers while it is open."""


@cache
def pages() -> dict[str, Page]:
    """Return every page by the first part of its address, in the order of the menu."""
    folder = import_module("loopwise.web.pages").__path__
    modules = [import_module(f"loopwise.web.pages.{m.name}") for m in pkgutil.iter_modules(folder)]
    found = [_only_page(vars(module)) for module in modules]
    return {page.name: page for page in sorted(found, key=lambda page: page.menu or 0)}


def _only_page(names: dict[str, object]) -> Page:
    kinds = [v for v in names.values() if isinstance(v, type) and issubclass(v, Page) and v is not Page]
    if len(kinds) != 1:
        raise TypeError(f"{names['__name__']} defines {len(kinds)} pages; it must define one")
    return kinds[0]()
