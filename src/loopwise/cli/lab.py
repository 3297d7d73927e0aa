"""`loopwise lab`: the same in the browser. It answers on this computer only, unless told otherwise.

loopwise lab
loopwise lab --port 8050 --no-browser
"""

from __future__ import annotations

import click

from loopwise.cli._console import echo
from loopwise.cli._options import option
from loopwise.text import Text
from loopwise.text.language import current_language, is_chosen

PORT = Text(en="Listen on this port; default any free one.", ko="사용할 포트. 기본값은 비어 있는 포트")
HOST = Text(
    en="Listen on this address; default this computer only.", ko="사용할 주소. 기본값은 이 컴퓨터에서만"
)
NO_BROWSER = Text(en="Do not open the browser.", ko="브라우저를 열지 않습니다.")
OPEN_AT = Text(en="The lab is at {url}", ko="실험실 주소: {url}")
STOP = Text(en="Press Ctrl+C to end it.", ko="끝내려면 Ctrl+C를 누르세요.")


@click.command("lab")
@option("--port", type=click.IntRange(0, 65535), default=0, says=PORT)
@option("--host", default="127.0.0.1", metavar="ADDRESS", says=HOST)
@option("--no-browser", is_flag=True, says=NO_BROWSER)
def command(port: int, host: str, no_browser: bool) -> None:
    """Open the lab in the browser."""
    from loopwise.web import serve

    language = current_language() if is_chosen() else None
    serve(host, port, open_browser=not no_browser, language=language, started=_tell)


def _tell(url: str) -> None:
    echo(f"{OPEN_AT.format(url=url)}\n{STOP}")
