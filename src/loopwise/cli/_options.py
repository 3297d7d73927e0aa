"""Options that several commands share, and the language a command speaks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from loopwise import settings
from loopwise.cli._console import can_show_hangul
from loopwise.cli._help import Option
from loopwise.text import LANGUAGES, Text, has_hangul, language
from loopwise.text.language import is_chosen

LANGUAGE = Text(en="Speak Korean or English.", ko="출력 언어를 고릅니다.")
JSON = Text(en="Print JSON.", ko="JSON으로 출력합니다.")
SEED = click.IntRange(0, 2**32 - 1)  # what numpy, scikit-learn and torch all take


def option(*names: str, says: Text, **more: Any) -> Callable[[Any], Any]:
    """Return `click.option` with help in both languages."""
    return click.option(*names, cls=Option, says=says, **more)


def language_option() -> click.Option:
    """Return the option every command has; the group adds it where a command does not bring its own."""
    return Option(
        ["--language"],
        type=click.Choice(LANGUAGES),
        is_eager=True,
        expose_value=False,
        callback=_speak_as_asked,
        says=LANGUAGE,
    )


def _speak_as_asked(context: click.Context, parameter: click.Parameter, value: str | None) -> None:
    if value:  # what the settings say, the group has asked before
        speak(value)


json_option = option("--json", "as_json", is_flag=True, says=JSON)


def speak(flag: str | None) -> None:
    """Choose the language: the flag, what was chosen before, or what the settings say."""
    if flag:
        language(flag)
    elif not is_chosen() and (wanted := settings.load().language):
        language(wanted)


def speak_as(*sources: str) -> None:
    """Speak Korean where nobody chose a language, a source holds hangul and the console can show it."""
    if not is_chosen() and can_show_hangul() and any(has_hangul(source) for source in sources):
        language("ko")
