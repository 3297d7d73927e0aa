"""The lab as a Dash app: the frame around every page, the way from an address to its page, the guard.

app = create_app()          # app.server is the WSGI application; its token is in the config
"""

from __future__ import annotations

import json
import logging
import secrets
from collections.abc import Collection
from typing import Any

import dash_mantine_components as dmc
from dash import ClientsideFunction, Dash, Input, Output, dcc, html, set_props
from dash.development.base_component import Component
from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from loopwise.errors import LoopwiseError
from loopwise.figures import player
from loopwise.text import Text
from loopwise.web import look
from loopwise.web.guard import guard
from loopwise.web.page import Lab, Page, pages
from loopwise.web.parts.answers import answers_callbacks
from loopwise.web.parts.frame import footer, header
from loopwise.web.parts.loss_grid import grid_callbacks
from loopwise.web.parts.notices import notice
from loopwise.web.parts.threshold import threshold_callbacks
from loopwise.web.visit import Visit

log = logging.getLogger("loopwise")

INDEX = """<!DOCTYPE html>
<html lang="{language}">
<head>
{metas}
<title>{title}</title>
<link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
{css}
<style>{style}</style>
<script src="/assets/early.js"></script>
<script src="/player.js"></script>
</head>
<body>
{app_entry}
{config}
{scripts}
{renderer}
</body>
</html>"""

NOT_FOUND = Text(en="There is no such page.", ko="그런 페이지가 없습니다.")
LOST = Text(
    en="The lab no longer answers. Start it again and open the address it prints; what was running goes on.",
    ko="프로그램이 응답하지 않습니다. 다시 실행해 터미널에 나온 주소를 여세요. 진행 중인 학습은 계속됩니다.",
)
BROKEN = Text(
    en="Something went wrong in the lab itself. The terminal shows the details.",
    ko="프로그램 안에서 문제가 생겼습니다. 자세한 내용은 터미널에 나와 있습니다.",
)


def create_app(token: str | None = None, *, hosts: Collection[str] = (), language: str | None = None) -> Dash:
    """Build the app.

    token: opens it; a new one where None. hosts: names it answers to beside loopback.
    language: where neither the address nor, then, the browser should decide.
    """
    app = _Lab(
        "loopwise.web",
        server=Flask("loopwise.web"),
        assets_ignore=r"early\.js",  # the frame loads it first, before anything is drawn
        title="loopwise",
        update_title=None,
        suppress_callback_exceptions=True,  # pages come and go
        on_error=_on_error,
        enable_mcp=False,
        meta_tags=[{"name": "viewport", "content": "width=device-width, initial-scale=1"}],
    )
    app.server.config["LOOPWISE_LANGUAGE"] = language
    app.server.config["LOOPWISE_TOKEN"] = token = token or secrets.token_urlsafe(24)
    app.layout = frame
    _route(Lab(app))
    for page in pages().values():
        page.callbacks(Lab(app))
    threshold_callbacks(Lab(app))
    answers_callbacks(Lab(app))
    grid_callbacks(Lab(app))
    guard(app, token=token, hosts=hosts)
    app.server.before_request(_well_formed)
    app.server.add_url_rule("/player.js", view_func=_player)
    return app


class _Lab(Dash):  # type: ignore[misc]  # Dash has no types
    """Dash, whose first answer already names the reader's language."""

    def interpolate_index(self, **parts: Any) -> str:
        visit = Visit.of(request.path, request.query_string.decode("utf-8", "replace"))
        return INDEX.format(language=visit.language, style=look.stylesheet(), **parts)


def frame() -> Component:
    """Return what is on every page: the theme, the address, and the place for the page."""
    return dmc.MantineProvider(
        [
            dcc.Location(id="url", refresh="callback-nav"),
            dcc.Store(id="address"),  # a page writes its state here; assets/lab.js puts it into the address
            dcc.Store(id="tab-title"),
            dcc.Store(id="scheme"),  # "light" or "dark", as drawn now: figures ask
            html.Div(id="notices", role="status"),
            html.Div(id="page"),
        ],
        theme=look.theme(),
        defaultColorScheme="auto",
    )


def show(visit: Visit) -> tuple[Component, str]:
    """Return the whole page at an address, and the title of its tab."""
    page = pages().get(visit.page)
    body = page.layout(visit) if page else notice(NOT_FOUND)
    title = f"{page.title} - loopwise" if page and page.name else "loopwise"
    menu = [other for other in pages().values() if other.menu is not None]
    return framed(visit, body, menu), title


def framed(visit: Visit, body: Component, menu: Collection[Page] = ()) -> Component:
    """Return a page's body between header and foot."""
    lost = html.Div(str(LOST), id="lab-lost", className="lw-notice", role="alert", hidden=True)
    return html.Div([header(visit, menu), lost, html.Main(body, id="main", tabIndex="-1"), footer()])


def _route(lab: Lab) -> None:
    @lab.callback(
        Output("page", "children"),
        Output("tab-title", "data"),
        Output("notices", "children"),
        Input("url", "pathname"),
        Input("url", "search"),
    )
    def routed(visit: Visit, _path: object, _search: object) -> tuple[Component, str, None]:
        try:
            return (*show(visit), None)
        except LoopwiseError as problem:
            return framed(visit, notice(problem)), "loopwise", None

    browser = {"namespace": "loopwise"}
    lab.app.clientside_callback(
        ClientsideFunction(function_name="keepAddress", **browser),
        Output("address", "id"),
        Input("address", "data"),
        prevent_initial_call=True,
    )
    lab.app.clientside_callback(
        ClientsideFunction(function_name="keepThreshold", **browser),
        Output("address", "id", allow_duplicate=True),
        Input("threshold", "value"),
        prevent_initial_call=True,
    )
    lab.app.clientside_callback(
        ClientsideFunction(function_name="scheme", **browser),
        Output("scheme", "data"),
        Input("url", "pathname"),
    )
    lab.app.clientside_callback(
        ClientsideFunction(function_name="nameTab", **browser),
        Output("tab-title", "id"),
        Input("tab-title", "data"),
        prevent_initial_call=True,
    )


def _on_error(problem: Exception) -> None:
    """Show a person's mistake on the page; ours goes to the log with its traceback."""
    if isinstance(problem, HTTPException):
        raise problem
    if not isinstance(problem, LoopwiseError):
        log.error("a callback of the lab failed", exc_info=problem)
    set_props("notices", {"children": notice(problem if isinstance(problem, LoopwiseError) else BROKEN)})


def _player() -> Response:
    """Return the player of figures that move, the same that a figure in a file carries."""
    return Response(player.source(), mimetype="text/javascript")


def _well_formed() -> Response | None:
    """Refuse a callback whose body is not what Dash's own page sends, before Dash trips over it."""
    if request.path != "/_dash-update-component":
        return None
    try:
        body = json.loads(request.get_data())
    except ValueError:
        return Response("not JSON", 400)
    lists = isinstance(body, dict) and all(
        isinstance(body.get(key, []), list)
        and all(isinstance(item, (dict, list)) for item in body.get(key, []))
        for key in ("inputs", "state", "changedPropIds_")
    )
    if not lists or not isinstance(body.get("output"), str) or "outputs" not in body:
        return Response("not a callback", 400)
    return None
