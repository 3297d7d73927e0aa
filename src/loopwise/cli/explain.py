"""`loopwise explain`: a fault by its name, or what a symptom, an error text or a number may come from.

loopwise explain softmax-before-cross-entropy
loopwise explain "loss stays at 2.303"
loopwise explain "로스가 안 떨어져요"
python train.py 2>&1 | loopwise explain -        # a traceback, a warning
"""

from __future__ import annotations

import codecs
import sys
from contextlib import suppress

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
_LARGEST = 1_000_000  # bytes of what is piped in
_SHOWN = 60  # characters of a text that is repeated in a message


class _Pasting(click.Command):
    """Jupyter's tracebacks begin with a line of dashes: pasted as an argument, they are no option."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Let a text of several lines stand for itself."""
        return super().parse_args(
            ctx, [f" {one}" if one.startswith("--") and "\n" in one else one for one in args]
        )


@click.command("explain", cls=_Pasting)
@click.argument("words", nargs=-1, metavar="[NAME|SYMPTOM|ERROR|NUMBER|TRACEBACK|-]...")
@json_option
def command(words: tuple[str, ...], as_json: bool) -> int | None:
    """Explain a fault, a symptom, an error, a traceback or a number ("-": from stdin); without any, list the faults."""
    text = _typed() if words == ("-",) else " ".join(words)
    speak_as(text)
    if not text.strip() and words != ("-",):
        _list(as_json=as_json)
        return None
    found = explain(text)
    if not found.hits and not found.numbers and not found.failure:
        raise _nothing(found)
    if as_json:
        echo_json(json_output.explanation_object(found))
    else:
        echo(explained.show_explanation(found, width=width()))
    return None if found.hits or found.numbers else LoopwiseError.exit_code


def _typed() -> str:
    """Read what is piped in: a log has its traceback at the end, a console of Korean Windows writes cp949."""
    raw = sys.stdin.buffer.read()[-_LARGEST:]
    is_utf16 = raw[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    for encoding in ("utf-16",) if is_utf16 else ("utf-8-sig", "cp949"):
        with suppress(UnicodeDecodeError):
            return raw.decode(encoding)
    return raw.decode("utf-8", "replace")


def _list(*, as_json: bool) -> None:
    if as_json:
        return echo_json({"schema": SCHEMA, "faults": [json_output.fault_object(one) for one in catalogue()]})
    for fault in catalogue():
        echo(f"{fault.name}\n    {fault.title}")
    return None


def _nothing(found: Explanation) -> LoopwiseError:
    asked = found.asked if len(found.asked) <= _SHOWN else found.asked[: _SHOWN - 3] + "..."
    near = "; ".join(f"{one.symptom} ({one.fault.name})" for one in found.near)
    return LoopwiseError(UNKNOWN.format(text=asked), fix=NEAR.format(near=near) if near else CHECK)
