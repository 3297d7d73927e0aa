"""What stands around every page: the header with menu, language and scheme, and the foot."""

from __future__ import annotations

from collections.abc import Iterable

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from loopwise.text import LANGUAGES, Text
from loopwise.web.page import Page
from loopwise.web.visit import Visit

SKIP = Text(en="Skip to the page", ko="본문으로 건너뛰기")
MENU = Text(en="Menu", ko="메뉴")
LANGUAGE = Text(en="Language", ko="언어")
SCHEME = Text(en="Light or dark", ko="밝게 또는 어둡게")
LOCAL = Text(en="Nothing leaves this computer.", ko="모든 것은 이 컴퓨터 안에서만 처리됩니다.")
NAMES = {"ko": "한국어", "en": "English"}


def header(visit: Visit, menu: Iterable[Page]) -> Component:
    """Return the header: home, the menu, the other language, light or dark."""
    return html.Header(
        [
            html.A(str(SKIP), href="#main", className="lw-skip"),
            dcc.Link("loopwise", href=visit.link("/"), className="lw-brand"),
            html.Nav(
                [_entry(visit, page) for page in menu], className="lw-menu", **{"aria-label": str(MENU)}
            ),
            html.Div(
                [
                    *(_language(visit, language) for language in LANGUAGES if language != visit.language),
                    dmc.ColorSchemeToggle(
                        lightIcon=html.Span("☀", **{"aria-hidden": "true"}),
                        darkIcon=html.Span("☾", **{"aria-hidden": "true"}),
                        variant="subtle",
                        color="gray",
                        size="lg",
                        **{"aria-label": str(SCHEME)},
                    ),
                ],
                className="lw-tools",
            ),
        ],
        className="lw-header",
    )


def footer() -> Component:
    """Return the foot: where things stay."""
    return html.Footer(str(LOCAL), className="lw-footer")


def _entry(visit: Visit, page: Page) -> Component:
    here = "lw-entry lw-here" if page.name == visit.page else "lw-entry"
    return dcc.Link(str(page.title), href=visit.link(f"/{page.name}"), className=here)


def _language(visit: Visit, language: str) -> Component:
    """Return the way to the same address in another language. lab.js keeps state written since, too."""
    return html.A(
        NAMES[language],
        href=visit.in_language(language),
        className="lw-language",
        lang=language,
        **{"data-lang": language},
    )
