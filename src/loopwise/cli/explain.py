"""`loopwise explain`: a fault by its name, or what a symptom, an error text or a number may come from.

loopwise explain softmax-before-cross-entropy
loopwise explain "loss stays at 2.303"
loopwise explain "로스가 안 떨어져요"
"""

from __future__ import annotations

import click

from loopwise.cli._console import echo, echo_json, width
from loopwise.cli._options import json_option, speak_as
from loopwise.diagnosis.search import Explanation, explain
from loopwise.errors import LoopwiseError
from loopwise.faults import catalogue
from loopwise.records import SCHEMA
from loopwise.rendering import explained, json_output
from loopwise.text import Text

UNKNOWN = Text(
    en="nothing in the catalogue matches {text!r}.", ko="이 내용과 맞는 학습 문제를 찾지 못했습니다: {text!r}"
)
NEAR = Text(en="one of these: {near}", ko="비슷한 증상: {near}")
CHECK = Text(
    en="loopwise check YOUR_FILE.py reads the code itself",
    ko="loopwise check 내파일.py로 코드를 직접 점검할 수 있습니다",
)
_SHOWN = 60  # characters of a text that is repeated in a message


@click.command("explain")
@click.argument("words", nargs=-1, metavar="[NAME|SYMPTOM|ERROR|NUMBER]...")
@json_option
def command(words: tuple[str, ...], as_json: bool) -> None:
    """Explain a fault, a symptom, an error text or a number; without any, list the faults."""
    text = " ".join(words)
    speak_as(text)
    if not text.strip():
        return _list(as_json=as_json)
    found = explain(text)
    if not found.hits and not found.numbers:
        raise _nothing(found)
    if as_json:
        echo_json(json_output.explanation_object(found))
    else:
        echo(explained.show_explanation(found, width=width()))
    return None


def _list(*, as_json: bool) -> None:
    if as_json:
        return echo_json({"schema": SCHEMA, "faults": [json_output.fault_object(one) for one in catalogue()]})
    for fault in catalogue():
        echo(f"{fault.name}\n    {fault.title}")
    return None


def _nothing(found: Explanation) -> LoopwiseError:
    asked = found.asked if len(found.asked) <= _SHOWN else found.asked[: _SHOWN - 3] + "..."
    near = "; ".join(map(str, found.near))
    return LoopwiseError(UNKNOWN.format(text=asked), fix=NEAR.format(near=near) if near else CHECK)
