"""`loopwise recipe`: which output layer, activation and loss belong together.

loopwise recipe
loopwise recipe binary
loopwise recipe binary --template > train.py
loopwise recipe --for houses.csv --target price
"""

from __future__ import annotations

import click

from loopwise.cli import _recipe_card
from loopwise.cli._console import echo, echo_json, width
from loopwise.cli._options import json_option, option, speak_as
from loopwise.errors import LoopwiseError
from loopwise.recipes import recipe_named, recipes
from loopwise.records import SCHEMA
from loopwise.rendering.columns import wrapped
from loopwise.text import Text

TEMPLATE = Text(
    en="Print a complete PyTorch program that needs no loopwise.",
    ko="loopwise 없이 실행되는 PyTorch 프로그램 전체를 출력합니다.",
)
FOR = Text(
    en="A file: say which recipe its target calls for.", ko="파일의 정답 열에 맞는 레시피를 알려 줍니다."
)
TARGET = Text(en="Of that file: the column to predict.", ko="그 파일에서 예측할 열.")
SUGGESTED = Text(
    en="{target} calls for the recipe {name}: {reason}.", ko="{target}에 맞는 레시피: {name}. {reason}."
)
OTHERS = Text(en="You decide: --recipe {others}", ko="다르게 고를 수도 있습니다: --recipe {others}")
WHICH = Text(en="--template needs the name of a recipe.", ko="--template에는 레시피 이름이 필요합니다.")


@click.command("recipe")
@click.argument("name", required=False)
@option("--template", is_flag=True, says=TEMPLATE)
@option("--for", "file", metavar="FILE", says=FOR)
@option("--target", metavar="COLUMN", says=TARGET)
@json_option
def command(name: str | None, template: bool, file: str | None, target: str | None, as_json: bool) -> None:
    """Show output layer, loss and metrics for a problem."""
    if file is not None:
        _suggest(file, target, as_json)
    elif template:
        if name is None:
            raise LoopwiseError(WHICH, fix=f"loopwise recipe {recipes()[0].name} --template")
        echo(recipe_named(name).template().rstrip("\n"))
    elif as_json:
        chosen = [recipe_named(name)] if name else recipes()
        echo_json({"schema": SCHEMA, "recipes": [_recipe_card.as_json(one) for one in chosen]})
    else:
        told = (
            _recipe_card.card(recipe_named(name), width()) if name else _recipe_card.table(recipes(), width())
        )
        for line in told:
            echo(line)


def _suggest(file: str, target: str | None, as_json: bool) -> None:
    """Say which recipe a column calls for, why, and its card."""
    from loopwise.training import recipe_for_file

    speak_as(file, target or "")
    found = recipe_for_file(file, target)
    if as_json:
        suggestion = {"name": found.name, "reason": str(found.reason), "others": list(found.others)}
        return echo_json(
            {"schema": SCHEMA, "suggestion": suggestion, "recipe": _recipe_card.as_json(found.recipe)}
        )
    told = SUGGESTED.format(target=target or file, name=found.name, reason=found.reason)
    for line in wrapped(str(told), width()):
        echo(line)
    if found.others:
        echo(str(OTHERS.format(others=", ".join(found.others))))
    echo("")
    for line in _recipe_card.card(found.recipe, width()):
        echo(line)
    return None
