"""The line at the foot of a terminal: there on a terminal only, and gone before the program writes."""

from __future__ import annotations

import io

import pytest

from loopwise.cli import _live_line
from loopwise.records import Finding, Place, Series, WatchReport
from loopwise.rendering.columns import columns
from loopwise.rendering.live_line import live_line
from loopwise.text import speaking


class Terminal(io.StringIO):
    def isatty(self):
        return True


def screen(written: str) -> list[str]:
    """Return what a terminal shows of it: a carriage return goes back to the line's start."""
    lines = []
    for line in written.split("\n"):
        shown = ""
        for part in line.split("\r"):
            shown = part + shown[len(part) :]
        lines.append(shown.rstrip())
    return lines


def test_what_the_program_writes_is_what_it_would_be(monkeypatch):
    one = Terminal()  # both streams go to one terminal
    monkeypatch.setattr("sys.stdout", one)
    monkeypatch.setattr("sys.stderr", one)
    monkeypatch.delitem(_live_line.sys.modules, "tqdm", raising=False)
    with _live_line.live_line() as show:
        show("loopwise · step 1")
        assert screen(one.getvalue()) == ["loopwise · step 1"]
        print("epoch 1")
        show("loopwise · step 2")
        print("no end", end="")
        show("loopwise · step 3")  # not into the middle of a line
        print(" of line")
        show("loopwise · step 4")
    assert screen(one.getvalue()) == ["epoch 1", "no end of line", ""]
    assert "write" not in vars(one)


def test_there_is_none_without_a_terminal(monkeypatch):
    monkeypatch.setattr("sys.stderr", io.StringIO())
    with _live_line.live_line() as show:
        assert show is None


@pytest.mark.parametrize("language", ["en", "ko"])
def test_it_tells_step_time_loss_and_the_root_cause_in_eighty_columns(language):
    found = Finding("softmax-before-cross-entropy", Place("train.py", 3), "error", step=0)
    report = WatchReport(
        "train.py", (found,), steps=1234, seconds=75, losses={"cross_entropy": Series((0,), (2.302585,))}
    )
    with speaking(language):
        wide, narrow = live_line(report, 200), live_line(report, 79)
    assert "1234" in wide and "1:15" in wide and "cross_entropy 2.303" in wide
    assert "softmax-before-cross-entropy" in wide and columns(narrow) <= 79
