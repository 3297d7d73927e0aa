"""`loopwise trace`: follow an input through a model, operation by operation.

loopwise trace zoo:vgg16
loopwise trace net.py:Net --input 3,224,224
loopwise trace "week6.ipynb:CNN(classes=10)" --input 1,28,28 --roles
loopwise trace zoo:resnet18 --out resnet18.svg
loopwise trace transformers:GPT2Model --input tokens:64 --json
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from loopwise.cli._console import echo, echo_json, width
from loopwise.cli._options import json_option, option, speak_as
from loopwise.errors import LoopwiseError
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.records.traced import Trace

INPUT = Text(
    en="One sample's shape, without the batch; tokens:64 for token ids. Once for each input.",
    ko="배치를 뺀 샘플 하나의 형상(shape). 토큰이면 tokens:64. 입력이 여럿이면 반복합니다.",
)
DEPTH = Text(en="Levels of modules to show; 0 for all.", ko="펼칠 모듈의 단계. 0이면 전부.")
ROLES = Text(en="Say what each operation is for.", ko="연산마다 하는 일을 보여 줍니다.")
TRAINING = Text(en="In training mode.", ko="학습 모드로 실행합니다.")
OUT = Text(en="Write the graph: .svg, .html or .json.", ko="구조를 파일로 저장합니다: .svg, .html, .json.")
NO_SUCH_FORMAT = Text(
    en="--out {path}: a trace is written as .svg, .html or .json.",
    ko="--out {path}: .svg, .html, .json 파일로 저장할 수 있습니다.",
)
NOT_WRITTEN = Text(en="{path} could not be written: {why}.", ko="파일을 쓰지 못했습니다: {path} ({why})")
WRITTEN = Text(en="Written: {path}", ko="저장한 파일: {path}")
KEEP = Text(en="Keep the result.", ko="결과를 저장합니다.")
KEPT = Text(
    en="Kept as result {number}: loopwise kept {number}",
    ko="저장한 결과 번호: {number} (loopwise kept {number})",
)
FORMATS = (".svg", ".html", ".json")
STOPPED = 2  # exit code: the model did not take this input


@click.command("trace")
@click.argument("model", metavar="zoo:NAME|FILE.py:CLASS|PACKAGE:FACTORY")
@option("--input", "inputs", multiple=True, metavar="SHAPE", says=INPUT)
@option("--depth", type=click.IntRange(min=0), says=DEPTH)
@option("--roles", is_flag=True, says=ROLES)
@option("--train", "training", is_flag=True, says=TRAINING)
@option("--out", type=click.Path(path_type=Path, dir_okay=False), says=OUT)
@option("--keep", "keeping", is_flag=True, says=KEEP)
@json_option
def command(
    model: str,
    inputs: tuple[str, ...],
    depth: int | None,
    roles: bool,
    training: bool,
    out: Path | None,
    keeping: bool,
    as_json: bool,
) -> int | None:
    """Follow an input through a model."""
    from loopwise.rendering.traced import show_trace
    from loopwise.tracing import trace_of

    if out and out.suffix not in FORMATS:
        raise LoopwiseError(NO_SUCH_FORMAT.format(path=out), fix=f"--out {out.with_suffix('.svg')}")
    found = trace_of(model, _example(inputs), training=training)
    speak_as(*(one.code for one in found.operations))
    number = _kept(found) if keeping else None
    if out:
        _write(found, out, depth)
    if as_json:
        echo_json(found.to_dict() | ({"kept": number} if keeping else {}))
    else:
        echo(show_trace(found, width=width(), depth=depth, roles=roles))
        if number is not None:
            echo(str(KEPT.format(number=number)))
    return STOPPED if found.stopped else None


def _example(inputs: tuple[str, ...]) -> Any:
    """One input is a shape; several are the arguments in their order."""
    return None if not inputs else inputs[0] if len(inputs) == 1 else list(inputs)


def _write(found: Trace, out: Path, depth: int | None) -> None:
    from loopwise.rendering.graph_svg import show_graph
    from loopwise.rendering.traced_html import show_page

    if out.suffix == ".svg":
        text = show_graph(found, depth=depth)
    else:
        text = show_page(found) if out.suffix == ".html" else json.dumps(found.to_dict(), ensure_ascii=False)
    try:
        out.write_text(text, encoding="utf-8")
    except OSError as problem:
        raise LoopwiseError(NOT_WRITTEN.format(path=out, why=problem.strerror)) from problem
    echo(str(WRITTEN.format(path=out)), err=True)


def _kept(found: object) -> int:
    from loopwise.store import keep

    return keep(found)
