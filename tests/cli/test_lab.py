"""`loopwise lab` hands its options to the server, and says where it listens."""

from __future__ import annotations

import pytest

from loopwise.cli import run

web = pytest.importorskip("loopwise.web")
pytest.importorskip("dash")


@pytest.fixture
def served(monkeypatch):
    asked = []

    def serve(host, port, open_browser, language, *, started):
        asked.append((host, port, open_browser, language))
        started("http://127.0.0.1:1234/?token=abc")

    monkeypatch.setattr(web, "serve", serve, raising=False)
    for variable in ("LOOPWISE_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(variable, raising=False)
    return asked


def test_this_computer_only_and_any_free_port(served, capsys):
    assert run(["lab"]) == 0
    assert served == [("127.0.0.1", 0, True, None)]
    assert "http://127.0.0.1:1234/?token=abc" in capsys.readouterr().out


def test_options_reach_the_server(served, capsys):
    assert run(["lab", "--port", "8050", "--host", "0.0.0.0", "--no-browser", "--language", "ko"]) == 0
    assert served == [("0.0.0.0", 8050, False, "ko")]
    assert "Ctrl+C" in capsys.readouterr().out


def test_a_port_that_cannot_be(served):
    assert run(["lab", "--port", "99999"]) == 2
    assert served == []
