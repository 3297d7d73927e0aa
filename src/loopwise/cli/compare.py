"""`loopwise compare`: two models side by side.

loopwise compare zoo:vgg16 zoo:resnet50
loopwise compare net.py:Net zoo:resnet18 --input 3,224,224
loopwise compare zoo:plain56 zoo:resnet56 --out beside.svg
"""

from __future__ import annotations

from pathlib import Path

import click

from loopwise.cli._console import echo, echo_json, width
from loopwise.cli._options import json_option, option
from loopwise.cli.trace import INPUT, KEEP, KEPT, NOT_WRITTEN, STOPPED, WRITTEN
from loopwise.errors import LoopwiseError
from loopwise.records import SCHEMA, plain
from loopwise.text import Text

OUT = Text(en="Write the picture: .svg", ko="그림을 저장합니다: .svg")
NOT_SVG = Text(
    en="--out {path}: a comparison is written as .svg.", ko="--out {path}: .svg 파일로 저장할 수 있습니다."
)


@click.command("compare")
@click.argument("first", metavar="MODEL")
@click.argument("second", metavar="MODEL")
@option("--input", "inputs", multiple=True, metavar="SHAPE", says=INPUT)
@option("--out", type=click.Path(path_type=Path, dir_okay=False), says=OUT)
@option("--keep", "keeping", is_flag=True, says=KEEP)
@json_option
def command(
    first: str, second: str, inputs: tuple[str, ...], out: Path | None, keeping: bool, as_json: bool
) -> int | None:
    """Put two models side by side."""
    from loopwise.rendering.compared import show_comparison
    from loopwise.tracing import comparison_of

    if out and out.suffix != ".svg":
        raise LoopwiseError(NOT_SVG.format(path=out), fix=f"--out {out.with_suffix('.svg')}")
    example = None if not inputs else inputs[0] if len(inputs) == 1 else list(inputs)
    comparison = comparison_of(first, second, example)
    number = _kept(comparison) if keeping else None
    if out:
        _write(comparison, out)
    if as_json:
        told = {"first": comparison.first.to_dict(), "second": comparison.second.to_dict()}
        stages = {"stages": plain(comparison.stages), "points": plain(comparison.points)}
        echo_json({"schema": SCHEMA, **told, **stages} | ({"kept": number} if keeping else {}))
    else:
        echo(show_comparison(comparison, width=width()))
        if number is not None:
            echo(str(KEPT.format(number=number)))
    return STOPPED if comparison.first.stopped or comparison.second.stopped else None


def _write(comparison: object, out: Path) -> None:
    from loopwise.records.compared import Comparison
    from loopwise.rendering.compared_svg import show_beside

    assert isinstance(comparison, Comparison)
    try:
        out.write_text(show_beside(comparison), encoding="utf-8")
    except OSError as problem:
        raise LoopwiseError(NOT_WRITTEN.format(path=out, why=problem.strerror)) from problem
    echo(str(WRITTEN.format(path=out)), err=True)


def _kept(comparison: object) -> int:
    from loopwise.store import keep

    return keep(comparison)
