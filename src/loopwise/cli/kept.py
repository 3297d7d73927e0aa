"""`loopwise kept`: the results that are kept; one of them; remove one.

    loopwise kept
    loopwise kept 12 --json
    loopwise kept 12 --remove

What a list shows of a result is its kind's headline, so the list needs to read no result.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from loopwise.cli._console import colour_wanted, echo, echo_json, width
from loopwise.cli._options import json_option, option
from loopwise.records import SCHEMA, FitResult, Landscape, LossGrid, WatchReport, plain
from loopwise.records.compared import Comparison
from loopwise.records.experiments import Outcome
from loopwise.records.traced import Trace
from loopwise.rendering.columns import columns, fitted, padded
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.store import Kept

STATES = {
    "running": Text(en="running", ko="실행 중"),
    "interrupted": Text(en="interrupted", ko="중단됨"),
    "finished": Text(en="finished", ko="완료"),
}
EMPTY = Text(
    en="Nothing is kept yet. `loopwise watch` and `loopwise fit` keep their results:",
    ko="아직 저장한 결과가 없습니다. `loopwise watch`와 `loopwise fit`의 결과는 저장됩니다.",
)
EXAMPLES = "    loopwise watch train.py\n    loopwise fit breast_cancer"
MORE = Text(en="One result: loopwise kept NUMBER", ko="결과 하나 보기: loopwise kept 번호")
KEPT_IN = Text(en="Kept in", ko="저장 위치")
KEPT_AT = Text(en="kept at", ko="저장한 때")
STATE = Text(en="state", ko="상태")
MADE_BY = Text(en="made by", ko="만든 버전")
ASK = Text(
    en="Remove result {number} ({title}) for good?", ko="{number}번 결과({title})를 완전히 삭제할까요?"
)
REMOVED = Text(en="Result {number} was removed.", ko="{number}번 결과를 삭제했습니다.")
NEEDS_NUMBER = Text(
    en="--remove needs the number of a result, for example: loopwise kept 12 --remove",
    ko="--remove에는 결과 번호가 필요합니다. 예: loopwise kept 12 --remove",
)
REMOVE = Text(en="Remove this result for good.", ko="이 결과를 완전히 삭제합니다.")
YES = Text(en="Remove without asking.", ko="묻지 않고 삭제합니다.")


@click.command("kept")
@click.argument("number", type=click.IntRange(min=1), required=False)
@option("--remove", is_flag=True, says=REMOVE)
@option("--yes", is_flag=True, says=YES)
@json_option
def command(number: int | None, remove: bool, yes: bool, as_json: bool) -> None:
    """Show the results that are kept, or one of them."""
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
        echo_json({"schema": SCHEMA, "kept": [_summary(one) for one in found]})
    elif found:
        echo("\n".join(table(found, width())))
        echo(f"\n{MORE}\n{KEPT_IN}: {found[0].database.path}")
    else:
        echo(f"{EMPTY}\n{EXAMPLES}")


def _show(number: int, *, as_json: bool) -> None:
    from loopwise import store

    one = store.kept(number)
    if as_json:
        told = {
            "versions": dict(one.versions),
            "record_schema": _record_schema(one),
            "result": plain(one.result),
        }
        echo_json({"schema": SCHEMA, **_summary(one), **told})
        return
    echo(f"[{one.number}] {one.label}  {one.title}")
    moment = one.created.astimezone().strftime("%Y-%m-%d %H:%M")
    echo(f"{KEPT_AT}: {moment}    {STATE}: {STATES.get(one.state, one.state)}")
    echo(f"{MADE_BY}: {', '.join(f'{name} {version}' for name, version in one.versions.items())}\n")
    echo(_result(one))


def _remove(number: int | None, *, yes: bool, as_json: bool) -> None:
    from loopwise import store

    if number is None:
        raise click.UsageError(str(NEEDS_NUMBER))
    one = store.kept(number)
    if not yes:
        click.confirm(str(ASK.format(number=number, title=one.title)), abort=True, err=as_json)
    store.remove(number)
    if as_json:
        echo_json({"schema": SCHEMA, "removed": number})
    else:
        echo(str(REMOVED.format(number=number)))


def table(found: list[Kept], width: int) -> list[str]:
    """Return one line a result, at most `width` columns wide."""
    numbers = max(len(str(one.number)) for one in found)
    labels = max(columns(str(one.label)) for one in found)
    return [
        fitted(
            f"{one.number:>{numbers}}  {_moment(one)}  {padded(str(one.label), labels)}  {_told(one)}", width
        )
        for one in found
    ]


def _result(one: Kept) -> str:
    """Return the result as its own command prints it, or its headline."""
    record = one.result
    if isinstance(record, WatchReport):
        from loopwise.rendering.terminal import show_watch

        return show_watch(record, width=width(), colour=colour_wanted())
    if isinstance(record, FitResult) and record.metrics:  # one that was interrupted has none
        from loopwise.cli._fitted import told

        return "\n".join(told(record, width(), thresholds=(0.5, 0.2), costs=(10, 1)))
    if isinstance(record, LossGrid) and record.cells:
        from loopwise.cli import _trained_losses

        return "\n".join(_trained_losses.told(record, width()))
    if isinstance(record, Landscape):
        from loopwise.cli.landscape import told as landscape_told

        return "\n".join(landscape_told(record))
    if shown := _modelled(record):
        return shown
    return "\n".join(f"  {label}: {value}" for label, value in headline(one))


def _modelled(record: object) -> str:
    """Return a trace, a comparison, or what an experiment says; "" for anything else."""
    if isinstance(record, Trace):
        from loopwise.rendering.traced import show_trace

        return show_trace(record, width=width())
    if isinstance(record, Comparison):
        from loopwise.rendering.compared import show_comparison

        return show_comparison(record, width=width())
    if isinstance(record, Outcome) and record.rows:
        from loopwise.experiments import experiment_named

        return "\n".join(map(str, experiment_named(record.experiment).tells(record)))
    return ""


def headline(one: Kept) -> list[tuple[str, str]]:
    """Return the headline's (label, value) pairs as a person reads them."""
    from loopwise.store.kinds import kind_named

    known = kind_named(one.kind)
    labels = known.labels if known else {}
    return [
        (str(labels.get(name, name)), f"{value:.3g}" if isinstance(value, float) else str(value))
        for name, value in one.headline.items()
    ]


def _record_schema(one: Kept) -> int:
    """Return the number of the record's form, so that a later version can read the printed JSON."""
    from loopwise.store.kinds import kind_named

    known = kind_named(one.kind)
    return known.schema if known else 1


def _told(one: Kept) -> str:
    state = "" if one.state == "finished" else f" [{STATES.get(one.state, one.state)}]"
    numbers = ", ".join(f"{label} {value}" for label, value in headline(one))
    return f"{one.title}{state}  {numbers}"


def _moment(one: Kept) -> str:
    return one.created.astimezone().strftime("%m-%d %H:%M")


def _summary(one: Kept) -> dict[str, object]:
    return {
        "number": one.number,
        "kind": one.kind,
        "title": one.title,
        "created": one.created.isoformat(),
        "state": one.state,
        "headline": dict(one.headline),
    }
