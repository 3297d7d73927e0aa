"""`loopwise recipe`: which output layer, activation and loss belong together.

loopwise recipe
loopwise recipe binary
loopwise recipe binary --template > train.py
"""

from __future__ import annotations

import click

from loopwise.cli import _recipe_card
from loopwise.cli._console import echo, echo_json, width
from loopwise.cli._options import json_option, option
from loopwise.errors import LoopwiseError
from loopwise.recipes import recipe_named, recipes
from loopwise.records import SCHEMA
from loopwise.text import Text

TEMPLATE = Text(
    en="Print a complete PyTorch program that needs no loopwise.",
    ko="loopwise 없이 실행되는 PyTorch 프로그램 전체를 출력합니다.",
)
WHICH = Text(en="--template needs the name of a recipe.", ko="--template에는 레시피 이름이 필요합니다.")


@click.command("recipe")
@click.argument("name", required=False)
@option("--template", is_flag=True, says=TEMPLATE)
@json_option
def command(name: str | None, template: bool, as_json: bool) -> None:
    """Show output layer, loss and metrics for a problem."""
    if template:
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
