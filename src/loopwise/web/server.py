"""Serve the lab on this computer and open it in the browser.

serve()                     # until Ctrl-C
with LabServer() as lab:    # in the background
    print(lab.url)
"""

from __future__ import annotations

import logging
import threading
import webbrowser
from collections.abc import Callable
from types import TracebackType
from urllib.parse import urlencode

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from loopwise.errors import LoopwiseError
from loopwise.jobs import Manager
from loopwise.text import Text
from loopwise.web.uploads import forget_uploads

log = logging.getLogger("loopwise")

EVERYWHERE = frozenset({"0.0.0.0", "::"})


class LabServer:
    """The lab behind a threaded server. `url` opens it; as a context manager it runs in the background."""

    def __init__(self, host: str = "127.0.0.1", port: int = 0, *, language: str | None = None) -> None:
        from loopwise.web.app import create_app

        hosts = {"*"} if host in EVERYWHERE else {host}
        app = create_app(hosts=hosts, language=language)
        self._server = _listen(host, port, app.server)
        query = {"token": app.server.config["LOOPWISE_TOKEN"]} | ({"lang": language} if language else {})
        name = "127.0.0.1" if host in EVERYWHERE else host
        shown = f"[{name}]" if ":" in name else name
        self.url = f"http://{shown}:{self._server.server_port}/?{urlencode(query)}"

    def run(self) -> None:
        """Serve until `stop` is called or Ctrl-C is pressed."""
        forget_uploads()
        try:
            with Manager():
                self._server.serve_forever()
        finally:
            self._server.server_close()

    def stop(self) -> None:
        """End `run` from another thread."""
        self._server.shutdown()

    def __enter__(self) -> LabServer:
        self._thread = threading.Thread(target=self.run, name="loopwise lab", daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        self._thread.join()


def serve(
    host: str = "127.0.0.1",
    port: int = 0,
    open_browser: bool = True,
    language: str | None = None,
    *,
    started: Callable[[str], None] | None = None,
) -> str:
    """Serve the lab until Ctrl-C and return its address. Port 0: any free one.

    started: called with the address, token included, once the lab listens.
    """
    lab = LabServer(host, port, language=language)
    (started or _log_address)(lab.url)
    if open_browser:
        threading.Thread(target=webbrowser.open, args=(lab.url,), daemon=True).start()
    try:
        lab.run()
    except KeyboardInterrupt:
        log.info("the lab has stopped")
    return lab.url


class _Quiet(WSGIRequestHandler):
    """A line per request helps nobody who reads the terminal; problems are still logged."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Log nothing."""


def _listen(host: str, port: int, app: Callable[..., object]) -> BaseWSGIServer:
    """Bind, or say which port is taken."""
    try:
        return make_server(host, port, app, threaded=True, request_handler=_Quiet)  # type: ignore[arg-type]
    except (OSError, SystemExit) as problem:  # werkzeug turns "address in use" into SystemExit
        raise LoopwiseError(
            Text(
                en=f"the lab cannot listen on {host}:{port}; another program may be using that port.",
                ko=f"이 주소를 쓸 수 없습니다: {host}:{port}. 다른 프로그램이 쓰고 있는 포트일 수 있습니다.",
            ),
            fix="loopwise lab --port 0",
        ) from problem


def _log_address(url: str) -> None:
    log.info("the lab is at %s", url)
