"""Who may speak to the lab: this computer's own browser, holding the token of the address it was opened with.

    guard(app, token="...", hosts={"lab.local"})

Four gates, in order: the Host and Origin named must be ours (a foreign page cannot reach 127.0.0.1 by DNS
rebinding), the body must be small, the token must be there, and every answer forbids foreign content.
"""

from __future__ import annotations

import hmac
import ipaddress
from collections.abc import Collection
from urllib.parse import urlsplit

from dash import Dash
from flask import Flask, Response, abort, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from loopwise.text import Text, speaking
from loopwise.web.inputs import LARGEST_BODY
from loopwise.web.visit import Visit

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})

REFUSED = Text(
    en="""<h1>This lab is locked</h1><p>Open it with the full address that <code>loopwise lab</code> printed
in the terminal; it ends in <code>?token=...</code>. You need to do this once per start.</p>""",
    ko="""<h1>잠긴 화면입니다</h1><p>터미널에서 <code>loopwise lab</code> 명령이 출력한 주소를 그대로 여세요.
주소는 <code>?token=...</code>으로 끝납니다. 실행할 때마다 한 번만 하면 됩니다.</p>""",
)


def guard(app: Dash, *, token: str, hosts: Collection[str] = ()) -> None:
    """Put the gates before every route. Call it last: the policy lists every inline script by its hash."""
    server: Flask = app.server
    server.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    allowed = LOOPBACK | set(hosts)
    headers = security_headers(app.csp_hashes())

    @server.before_request
    def gates() -> AnyResponse | None:
        if not ours(request.host, request.headers.get("Origin"), allowed):
            abort(Response("this name is not the lab's", 403, mimetype="text/plain"))
        return _let_in(token)

    @server.after_request
    def close_the_door(response: Response) -> Response:
        response.headers.update(headers)
        return response


def ours(host: str, origin: str | None, allowed: Collection[str]) -> bool:
    """Tell whether the Host is one of ours and the Origin, where the browser names one, is the same.

    With "*" among the allowed any bare IP address is: rebinding needs a name.
    """
    name = _host_name(host)
    known = name in allowed or ("*" in allowed and _is_address(name))
    return known and (origin is None or urlsplit(origin).netloc == host)


def security_headers(script_hashes: Collection[str]) -> dict[str, str]:
    """Return the headers of every answer: nothing from elsewhere, no frames, no sniffing."""
    policy = {
        "default-src": "'self'",
        "script-src": " ".join(("'self'", *script_hashes)),
        "style-src": "'self' 'unsafe-inline'",  # plotly and Mantine write style attributes
        "img-src": "'self' data: blob:",
        "worker-src": "'self' blob:",
        "frame-ancestors": "'none'",
        "object-src": "'none'",
        "base-uri": "'self'",
        "form-action": "'self'",
    }
    return {
        "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }


def _let_in(token: str) -> AnyResponse | None:
    """Let a holder of the cookie pass; turn a right `?token=` into the cookie; show everyone else the way."""
    cookie = f"loopwise_{request.host.rpartition(':')[2]}"  # cookies ignore ports: two labs, two names
    if given := request.args.get("token"):
        if _same(given, token):
            response = redirect(_without_token(), 303)
            response.set_cookie(cookie, token, httponly=True, samesite="Lax")
            return response
    elif _same(request.cookies.get(cookie, ""), token):
        return None
    return Response(_refusal(), 403)


def _without_token() -> str:
    kept = Visit.of(request.path, request.query_string.decode("ascii", "ignore"))
    query = {name: value for name, value in kept.query.items() if name != "token"}
    return kept.link("/" + request.path.lstrip("/"), **query)  # one slash: "//host" would lead elsewhere


def _refusal() -> str:
    visit = Visit.of(request.path, request.query_string.decode("ascii", "ignore"))
    with speaking(visit.language):
        body = str(REFUSED)
    return (
        f'<!doctype html><html lang="{visit.language}"><meta charset="utf-8"><title>loopwise</title>'
        '<meta name="viewport" content="width=device-width">'
        "<style>:root{color-scheme:light dark}body{font:1rem/1.6 system-ui,sans-serif;max-width:36rem;"
        f"margin:15vh auto;padding:0 1rem}}</style>{body}"
    )


def _same(given: str, token: str) -> bool:
    return hmac.compare_digest(given.encode(), token.encode())


def _host_name(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:  # "[::1" and the like
        return ""


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
