"""`loopwise zoo`: the models that are written to be read.

loopwise zoo
loopwise zoo resnet18
loopwise zoo resnet18 --source > resnet.py
"""

from __future__ import annotations

from collections.abc import Iterator

import click

from loopwise.cli._console import echo, echo_json, width
from loopwise.cli._options import json_option, option
from loopwise.errors import LoopwiseError
from loopwise.records import SCHEMA
from loopwise.rendering.columns import wrapped
from loopwise.text import Text

SOURCE = Text(en="Print the file it stands in.", ko="모델이 든 파일을 출력합니다.")
WHICH = Text(en="--source needs the name of a model.", ko="--source에는 모델 이름이 필요합니다.")
FOLLOW = Text(
    en="Follow an input: loopwise trace zoo:{name}", ko="입력이 지나는 길 보기: loopwise trace zoo:{name}"
)
READ = Text(en="Read it: loopwise zoo {name} --source", ko="코드 읽기: loopwise zoo {name} --source")


@click.command("zoo")
@click.argument("name", required=False)
@option("--source", is_flag=True, says=SOURCE)
@json_option
def command(name: str | None, source: bool, as_json: bool) -> None:
    """List the models, or show one."""
    from loopwise import zoo

    if source:
        if name is None:
            raise LoopwiseError(WHICH, fix="loopwise zoo resnet18 --source")
        echo(zoo.source_of(name).rstrip("\n"))
        return
    names = [name] if name else list(zoo.model_names())
    if as_json:
        echo_json({"schema": SCHEMA, "models": [_object(one) for one in names]})
        return
    for line in _told(names):
        echo(line)


def _object(name: str) -> dict[str, object]:
    from loopwise.zoo import card_of

    card = card_of(name)
    return {"name": name, "family": card.title, "paper": card.paper, "input": list(card.input)}


def _told(names: list[str]) -> Iterator[str]:
    from loopwise.zoo import card_of

    families: dict[str, list[str]] = {}
    for name in names:
        families.setdefault(card_of(name).title, []).append(name)
    for title, members in families.items():
        card = card_of(members[0])
        yield from wrapped(f"{title}: {', '.join(members)}", width(), indent="  ")
        yield from wrapped(f"  {card.says}", width(), indent="  ")
        if card.paper:
            yield from wrapped(f"  {card.paper}", width(), indent="  ")
        yield ""
    yield str(FOLLOW.format(name=names[0] if len(names) == 1 else "resnet18"))
    yield str(READ.format(name=names[0] if len(names) == 1 else "resnet18"))
