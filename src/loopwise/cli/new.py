"""`loopwise new`: write a project - data, model, a training loop with evaluation, settings, a test.

loopwise new digits
loopwise new flowers --template head      # a trained network with a new head, frozen first, then fine-tuned
"""

from __future__ import annotations

from pathlib import Path

import click

from loopwise.cli._console import echo, echo_json
from loopwise.cli._options import json_option, option
from loopwise.records import SCHEMA
from loopwise.text import Text

TEMPLATE = Text(
    en="images: a CNN from scratch; head: a trained network with a new head.",
    ko="images: 처음부터 학습하는 CNN, head: 학습된 신경망의 출력층 교체.",
)
WRITTEN = Text(en="{count} files in {folder}:", ko="파일 {count}개를 만들었습니다: {folder}")
NEXT = Text(en="Next:", ko="다음 순서:")


@click.command("new")
@click.argument("folder", type=click.Path(path_type=Path))
@option("--template", default="images", show_default=True, says=TEMPLATE)
@json_option
def command(folder: Path, template: str, as_json: bool) -> None:
    """Write a project."""
    from loopwise.training.projects import write_project

    written = write_project(folder, template=template)
    if as_json:
        echo_json({"schema": SCHEMA, "folder": folder.as_posix(), "files": [path.name for path in written]})
        return
    echo(str(WRITTEN.format(count=len(written), folder=folder)))
    for path in written:
        echo(f"  {path.name}")
    echo(f"{NEXT}\n  cd {folder}\n  python train.py\n  loopwise check .")
