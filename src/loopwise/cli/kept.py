"""`loopwise kept`: the results that are kept; one of them; remove one.

loopwise kept
loopwise kept 12 --json
loopwise kept 12 --remove
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click
from wcwidth import wcswidth, wcwidth

from loopwise.records import SCHEMA, plain
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.store import Kept

WIDTH = 80  # columns

STATES = {
    "running": Text(en="running", ko="실행 중"),
    "interrupted": Text(en="interrupted", ko="중단됨"),
    "finished": Text(en="finished", ko="완료"),
}
EMPTY = Text(
    en="Nothing is kept yet. `loopwise fit` and `loopwise watch` keep their results:\n"
    "    loopwise watch train.py\n    loopwise fit breast_cancer",
    ko="아직 저장한 결과가 없습니다. `loopwise fit`과 `loopwise watch`를 실행하면 결과가 저장됩니다.\n"
    "    loopwise watch train.py\n    loopwise fit breast_cancer",
)
MORE = Text(en="One result: loopwise kept NUMBER", ko="결과 하나 보기: loopwise kept 번호")
KEPT_AT = Text(en="kept at", ko="저장한 때")
STATE = Text(en="state", ko="상태")
MADE_BY = Text(en="made by", ko="만든 버전")
REMOVE_QUESTION = Text(
    en="Remove result {number} ({title}) for good?",
    ko="{number}번 결과({title})를 완전히 삭제할까요?",
)
REMOVED = Text(en="Result {number} was removed.", ko="{number}번 결과를 삭제했습니다.")
NEEDS_NUMBER = Text(
    en="--remove needs the number of a result, for example: loopwise kept 12 --remove",
    ko="--remove에는 결과 번호가 필요합니다. 예: loopwise kept 12 --remove",
)


@click.command("kept")
@click.argument("number", type=click.IntRange(min=1), required=False)
@click.option("--remove", is_flag=True, help="Remove this result for good.")
@click.option("--yes", is_flag=True, help="Remove without asking.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(number: int | None, remove: bool, yes: bool, as_json: bool) -> None:
    """Show the results that are kept, or one of them.

    \b
    Example: loopwise kept 12
    """
    if remove:
        _remove(number, yes=yes, as_json=as_json)
    elif number is None:
        _list(as_json=as_json)
    else:
        _show(number, as_json=as_json)


def _list(*, as_json: bool) -> None:
    from loopwise import store

    found = store.kept()
    if as_json:
        _print_json({"kept": [_summary(one) for one in found]})
    elif not found:
        click.echo(str(EMPTY))
    else:
        for line in table(found):
            click.echo(line)
        click.echo(f"\n{MORE}")


def _show(number: int, *, as_json: bool) -> None:
    from loopwise import store

    one = store.kept(number)
    if as_json:
        return _print_json(_summary(one) | {"versions": dict(one.versions), "result": plain(one.result)})
    click.echo(f"[{one.number}] {one.label}  {one.title}")
    click.echo(f"{KEPT_AT}: {_moment(one)}    {STATE}: {STATES.get(one.state, one.state)}")
    click.echo(f"{MADE_BY}: {', '.join(f'{name} {version}' for name, version in one.versions.items())}")
    for label, value in headline(one):
        click.echo(f"  {label}: {value}")
    return None


def _remove(number: int | None, *, yes: bool, as_json: bool) -> None:
    from loopwise import store

    if number is None:
        raise click.UsageError(str(NEEDS_NUMBER))
    one = store.kept(number)
    if not yes:
        click.confirm(str(REMOVE_QUESTION.format(number=number, title=one.title)), abort=True, err=as_json)
    store.remove(number)
    if as_json:
        _print_json({"removed": number})
    else:
        click.echo(str(REMOVED.format(number=number)))


def table(found: list[Kept]) -> list[str]:
    """Return one line a result, at most 80 columns wide, hangul counted as two."""
    numbers = max(len(str(one.number)) for one in found)
    labels = max(wcswidth(str(one.label)) for one in found)
    return [
        fitted(
            f"{one.number:>{numbers}}  {_moment(one)}  {_padded(str(one.label), labels)}  {_told(one)}", WIDTH
        )
        for one in found
    ]


def headline(one: Kept) -> list[tuple[str, str]]:
    """Return the headline's (label, value) pairs as a person reads them."""
    from loopwise.store.kinds import kind_named

    known = kind_named(one.kind)
    labels = known.labels if known else {}
    return [
        (str(labels.get(name, name)), f"{value:.4g}" if isinstance(value, float) else str(value))
        for name, value in one.headline.items()
    ]


def fitted(line: str, width: int) -> str:
    """Cut a line to `width` columns, "..." telling that it was cut."""
    if wcswidth(line) <= width:
        return line
    kept, columns = "", 0
    for letter in line:
        columns += max(wcwidth(letter), 0)
        if columns > width - 3:
            break
        kept += letter
    return kept.rstrip() + "..."


def _told(one: Kept) -> str:
    state = "" if one.state == "finished" else f" [{STATES.get(one.state, one.state)}]"
    numbers = ", ".join(f"{label} {value}" for label, value in headline(one))
    return f"{one.title}{state}  {numbers}"


def _padded(text: str, width: int) -> str:
    return text + " " * (width - wcswidth(text))


def _moment(one: Kept) -> str:
    return one.created.astimezone().strftime("%Y-%m-%d %H:%M")


def _summary(one: Kept) -> dict[str, object]:
    return {
        "number": one.number,
        "kind": one.kind,
        "title": one.title,
        "created": one.created.isoformat(),
        "state": one.state,
        "headline": dict(one.headline),
    }


def _print_json(answer: dict[str, object]) -> None:
    click.echo(json.dumps({"schema": SCHEMA} | answer, ensure_ascii=False, indent=2))
