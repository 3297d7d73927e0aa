"""The server: one address with the token, a clear word where the port is taken, nothing heavy on import."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
import urllib.error
import urllib.request

import pytest

from loopwise.errors import LoopwiseError
from loopwise.web.server import LabServer, serve


def _status(url: str) -> int:
    jar = urllib.request.HTTPCookieProcessor()
    try:
        with urllib.request.build_opener(jar).open(url) as answer:
            return answer.status
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code


def test_the_address_opens_the_lab_and_only_with_its_token():
    with LabServer(language="ko") as lab:
        assert lab.url.startswith("http://127.0.0.1:") and lab.url.endswith("&lang=ko")
        assert _status(lab.url) == 200
        assert _status(lab.url.split("?")[0]) == 403


def test_two_starts_have_two_tokens():
    with LabServer() as one, LabServer() as other:
        assert one.url.split("token=")[1] != other.url.split("token=")[1]


def test_a_taken_port_is_told_with_its_fix(capfd):
    with LabServer() as lab:
        port = int(lab.url.split(":")[2].split("/")[0])
        with pytest.raises(LoopwiseError, match=str(port)) as told:
            LabServer(port=port)
        assert told.value.fix == "loopwise lab --port 0"
    assert capfd.readouterr().out == ""


def test_serve_tells_its_address_once_and_ends_with_its_thread(caplog):
    said: list[str] = []
    heard = threading.Event()

    def started(url: str) -> None:
        said.append(url)
        heard.set()

    # The thread ends with the process, as Ctrl-C ends `loopwise lab`.
    threading.Thread(target=serve, kwargs={"open_browser": False, "started": started}, daemon=True).start()
    assert heard.wait(20)
    with caplog.at_level(logging.INFO):
        assert _status(said[0]) == 200
    assert len(said) == 1
    assert not [record for record in caplog.records if "GET" in record.getMessage()]


def test_ctrl_c_ends_the_lab_cleanly():
    code = (
        "import _thread, threading\n"
        "from loopwise.web import serve\n"
        "def later(url): threading.Timer(1, _thread.interrupt_main).start()\n"
        "print(serve(open_browser=False, started=later))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("http://127.0.0.1:") and "Traceback" not in done.stderr


def test_the_door_loads_no_dash():
    code = "import sys, loopwise.web; print({'dash', 'plotly', 'torch', 'flask'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
