"""One operation beside the graph: what it is for, its numbers, its formula with them put in, its line of source.

operation_view(followed, 12, look=None)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dash import html
from dash.development.base_component import Component

from loopwise.records import Place
from loopwise.records.traced import Block, Operation, Trace
from loopwise.rendering.graph_layout import laid_out
from loopwise.rendering.operations import detail, formula_of, lengths, megabytes, short, worked
from loopwise.rendering.png import source
from loopwise.rendering.roles import BLOCKS, ROLES, block_formula
from loopwise.text import Text
from loopwise.web.parts.code import code_view
from loopwise.web.parts.formulas import formula_view

SHAPE = Text(en="shape", ko="형상(shape)")
PARAMETERS = Text(en="parameters", ko="파라미터")
PRODUCTS = Text(en="multiply-adds", ko="곱셈-덧셈")
FIELD = Text(en="receptive field", ko="수용 영역(receptive field)")
STRIDE = Text(en="pixels between neighbours", ko="이웃 결과 사이의 픽셀")
MEMORY = Text(en="memory; kept for backward", ko="메모리, 역전파용")
INSIDE = Text(en="In it: {names}", ko="포함된 연산: {names}")
MAPS = Text(
    en="Feature maps of {count} channels, each from its least to its most",
    ko="특징 맵(feature map) {count}개. 채널마다 최소부터 최대까지",
)
STATISTICS = Text(
    en="mean {mean:.3f}, spread {spread:.3f}, exactly zero {zeros:.0%}",
    ko="평균 {mean:.3f}, 표준편차 {spread:.3f}, 정확히 0인 값 {zeros:.0%}",
)
CHANNEL = Text(en="channel {number}", ko="채널 {number}")
PLACE = Text(en="{file}, line {line}", ko="{file} {line}번째 줄")


def operation_view(
    trace: Trace, sources: Mapping[str, str], number: int, depth: int | None, maps: object = None
) -> list[Component]:
    """Return the panel of one box. maps: what it makes of a picture, where there is one."""
    box = next((box for box in laid_out(trace, depth).boxes if box.number == number), None)
    one = trace.operations[number]
    if box is not None and box.node.operation is None:
        inside = list(box.node.operations())
        return [*_call(trace, box.title, inside), *_maps(maps)]
    return [*_operation(trace, one), *_maps(maps), *_source(one, sources)]


def _operation(trace: Trace, one: Operation) -> Iterator[Component]:
    before = trace.operations[one.inputs[0]].shape if one.inputs else ()
    name, told = one.path or one.name, f"{one.name} {detail(one)}".strip()
    yield html.Div([html.H2(name), *([html.P(told, className="lw-place")] if told != name else [])])
    yield html.P(str(ROLES[one.role]), className="lw-lead lw-sentence")
    yield _facts(_numbers(trace, one))
    if formula := formula_of(one):
        yield formula_view(formula)
    if lines := worked(one, before):
        yield html.Pre("\n".join(lines), className="lw-code lw-single")


def _numbers(trace: Trace, one: Operation) -> Iterator[tuple[Text, str]]:
    inputs = ", ".join(lengths(trace.operations[n].shape, batch=True) for n in one.inputs)
    yield SHAPE, f"{inputs} → {lengths(one.shape, batch=True)}" if inputs else lengths(one.shape, batch=True)
    if one.parameters or one.shared:
        yield PARAMETERS, f"{one.parameters:,}" + (f" (+{one.shared:,})" if one.shared else "")
    if one.multiply_adds:
        yield PRODUCTS, f"{one.multiply_adds:,}"
    if known := [length for length in one.receptive_field if length is not None]:
        yield FIELD, "x".join(map(str, known))
        yield STRIDE, "x".join(f"{step:g}" for step in one.stride if step is not None)
    yield MEMORY, f"{megabytes(one.memory)}, {megabytes(one.saved)}"


def _call(trace: Trace, title: str, inside: list[Operation]) -> Iterator[Component]:
    numbers = {one.number for one in inside}
    blocks = [block for block in trace.blocks if set(block.operations) <= numbers]
    yield html.H2(title)
    for kind in dict.fromkeys(block.kind for block in blocks):
        projected = any(_is_projected(trace, block) for block in blocks if block.kind == kind)
        yield html.P(str(BLOCKS[kind]), className="lw-lead lw-sentence")
        yield formula_view(block_formula(kind, projected=projected))
    yield _facts(
        [
            (SHAPE, lengths(inside[-1].shape, batch=True)),
            (PARAMETERS, f"{sum(one.parameters for one in inside):,}"),
            (PRODUCTS, f"{short(sum(one.multiply_adds for one in inside), 4)}"),
        ]
    )
    names = ", ".join(" ".join(filter(None, (one.name, detail(one)))) for one in inside[:24])
    yield html.P(str(INSIDE.format(names=names)), className="lw-quiet lw-small")


def _is_projected(trace: Trace, block: Block) -> bool:
    return any(trace.operations[number].role == "projected_shortcut" for number in block.operations)


def _facts(rows: Iterator[tuple[Text, str]] | list[tuple[Text, str]]) -> Component:
    cells = [html.Tr([html.Th(str(name), scope="row"), html.Td(value)]) for name, value in rows]
    return html.Table(html.Tbody(cells), className="lw-facts lw-narrow")


def _maps(maps: object) -> Iterator[Component]:
    from loopwise.tracing.looking import Maps

    if not isinstance(maps, Maps):
        return
    yield html.P(str(MAPS.format(count=len(maps.channels))), className="lw-quiet lw-small")
    yield html.Div(
        [
            html.Img(src=source(picture), alt=str(CHANNEL.format(number=channel)), title=str(channel))
            for channel, picture in zip(maps.channels, maps.pictures, strict=True)
        ],
        className="lw-maps",
    )
    told = STATISTICS.format(mean=maps.mean, spread=maps.spread, zeros=maps.zeros)
    yield html.P(str(told), className="lw-small")


def _source(one: Operation, sources: Mapping[str, str]) -> Iterator[Component]:
    """Show the line that called it, in its file."""
    if one.place is None:
        return
    yield html.P(str(PLACE.format(file=one.place.source, line=one.place.line)), className="lw-place")
    text = sources.get(one.place.source, sources.get("", ""))
    line = text.splitlines()[one.place.line - 1 : one.place.line] if text else []
    if line and line[0].strip() == one.code:
        place = Place(one.place.path, one.place.line, len(line[0]) - len(line[0].lstrip()) + 1)
        yield code_view(text, [place])
    elif one.code:
        yield html.Pre(one.code, className="lw-code lw-single")
