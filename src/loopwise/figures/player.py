"""The player of figures that move: one file of JavaScript, for a page in a file and for the lab.

The whole path is sent once and cut in the browser: frames would grow with the square of the steps.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from loopwise.text import Text

PLAY = Text(en="▶ Play", ko="▶ 재생")
PAUSE = Text(en="⏸ Pause", ko="⏸ 멈춤")
STEP = Text(en="step", ko="스텝(step)")


@cache
def source() -> str:
    """Return the script: it defines window.loopwisePlayer."""
    return Path(__file__).with_suffix(".js").read_text(encoding="utf-8")


def play(steps: int) -> str:
    """Return what plotly's to_html runs behind a figure: the player, with a button and a slider."""
    words = {"play": str(PLAY), "pause": str(PAUSE), "step": str(STEP)}
    call = "window.loopwisePlayer.controls(document.getElementById('{plot_id}'), %s);"
    return source() + call % json.dumps(words, ensure_ascii=False)
