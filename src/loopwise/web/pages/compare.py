"""VGG vs ResNet: two models on one axis, what each costs and buys - and, by experiment, why residual connections."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any

import dash_mantine_components as dmc
from dash import Input, Output, State, dcc, html
from dash.development.base_component import Component

from loopwise import zoo
from loopwise.records.compared import Comparison, Part
from loopwise.records.traced import Trace
from loopwise.rendering.compared import CLASSIFIER, FACTS, RESOLUTION, facts, part_words, point_told
from loopwise.rendering.compared_svg import scheme_of, show_beside
from loopwise.rendering.roles import BLOCKS, block_formula
from loopwise.text import Text
from loopwise.web import inputs
from loopwise.web.page import Lab, Page
from loopwise.web.parts.experiments import experiment_callbacks, experiments_view
from loopwise.web.parts.formulas import formula_view
from loopwise.web.tracing import zoo_comparison
from loopwise.web.visit import Visit

LEAD = Text(
    en="Where convolutions, pooling and fully connected layers sit, what they cost, and what a skip "
    "connection changes.",
    ko="합성곱, 풀링, 완전연결층(FC)이 어디에 있고 얼마나 드는지, 스킵 연결(skip connection)이 무엇을 바꾸는지 봅니다.",
)
FIRST, SECOND = Text(en="Left", ko="왼쪽"), Text(en="Right", ko="오른쪽")
AXIS = Text(en="Vertical axis", ko="세로축")
BY_RESOLUTION, BY_DEPTH = Text(en="resolution", ko="해상도"), Text(en="depth", ko="깊이")
PICTURE = Text(en="Layers of {first} and {second}", ko="{first}, {second}의 층")
TOTALS = Text(en="In all", ko="전체")
POINTS = Text(en="What each has for it", ko="각각의 장점")
STAGES = Text(en="At each resolution", ko="해상도별로 보기")
CELLS = (
    Text(en="layers", ko="층"),
    Text(en="weights", ko="파라미터"),
    Text(en="mult-adds", ko="곱셈-덧셈"),
    Text(en="sees, px", ko="수용 영역, 픽셀"),
)
FORMULAS = Text(en="The formula of a block", ko="블록의 공식")
TIMES = Text(en="{model}: {name}, {count} of them", ko="{model}: {name} {count}개")
WHY = Text(en="Why? Try it", ko="왜 그런지 직접 해 보기")
EXPERIMENTS = (
    *("plain_or_residual", "loss_around", "block_dropped"),
    *("two_small_kernels", "pooling", "head_replaced"),
)
USUAL = ("vgg16", "resnet50")


class ComparePage(Page):
    """`/compare?a=vgg16&b=resnet50&axis=depth`."""

    title = Text(en="VGG vs ResNet", ko="VGG vs ResNet")
    menu = 25
    first = True
    card = Text(en="VGG beside ResNet", ko="VGG와 ResNet 나란히 보기")
    hint = Text(en="structure, costs, and why skips help", ko="구조와 비용, 스킵 연결이 필요한 이유")

    def layout(self, visit: Visit) -> Component:
        """Return the choices, the places of the comparison, and the experiments."""
        return html.Div(
            [
                html.Div([html.H1(str(self.title)), html.P(str(LEAD), className="lw-lead")]),
                _choices(visit),
                dcc.Loading(
                    html.Div(id="compare-shown", className="lw-stack lw-wide"), delay_show=300, type="dot"
                ),
                html.Section([html.H2(str(WHY)), experiments_view(visit, EXPERIMENTS)], className="lw-stack"),
            ],
            className="lw-stack lw-wide",
        )

    def callbacks(self, lab: Lab) -> None:
        """Show what is chosen."""
        lab.callback(
            Output("compare-shown", "children"),
            Output("address", "data", allow_duplicate=True),
            Input("compare-first", "value"),
            Input("compare-second", "value"),
            Input("compare-axis", "value"),
            State("scheme", "data"),
            prevent_initial_call="initial_duplicate",
        )(beside)
        lab.callback(
            Output("compare-picture", "src"),
            Input("scheme", "data"),
            State("compare-first", "value"),
            State("compare-second", "value"),
            State("compare-axis", "value"),
            prevent_initial_call=True,
        )(drawn)
        experiment_callbacks(lab)


def beside(
    visit: Visit, first: object, second: object, axis: object, scheme: object
) -> tuple[list[Component], dict[str, str]]:
    """Return both models side by side, and the address that leads here again."""
    names = _named(first), _named(second)
    comparison = zoo_comparison(*names)
    label = str(PICTURE.format(first=names[0], second=names[1]))
    picture = html.Img(
        id="compare-picture", src=drawn(visit, scheme, *names, axis), alt=label, className="lw-drawing"
    )
    shown = [
        html.Div(
            [
                html.Div(picture, className="lw-scroll"),
                html.Div([*_totals(comparison), *_points(comparison)], className="lw-stack"),
            ],
            className="lw-beside",
        ),
        html.Section(
            [html.H2(str(STAGES)), _stages(comparison)],
            className="lw-stack lw-tight",
        ),
        html.Section([html.H2(str(FORMULAS)), html.Div(list(_formulas(comparison)), className="lw-pair")],
                     className="lw-stack"),
    ]  # fmt: skip
    return shown, {"a": names[0], "b": names[1], "axis": inputs.choice(axis, ("resolution", "depth"))}


def drawn(visit: Visit, scheme: object, first: object, second: object, axis: object) -> str:
    """Return the picture as the source of an image, in the page's scheme."""
    comparison = zoo_comparison(_named(first), _named(second))
    svg = show_beside(comparison, axis=inputs.choice(axis, ("resolution", "depth")))
    return picture_source(scheme_of(svg, dark=scheme == "dark"))


def picture_source(svg: str) -> str:
    """Return an SVG as the source of an image."""
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


def _named(name: object) -> str:
    return inputs.choice(name, zoo.model_names())


def _choices(visit: Visit) -> Component:
    names = zoo.model_names()
    asked = [visit.query.get(key, usual) for key, usual in zip("ab", USUAL, strict=True)]
    first, second = (one if one in names else usual for one, usual in zip(asked, USUAL, strict=True))
    axis = visit.query.get("axis")
    return html.Div(
        [
            _select("compare-first", FIRST, first),
            _select("compare-second", SECOND, second),
            dmc.RadioGroup(
                html.Div(
                    [
                        dmc.Radio(label=str(BY_RESOLUTION), value="resolution"),
                        dmc.Radio(label=str(BY_DEPTH), value="depth"),
                    ],
                    className="lw-row lw-choices",
                ),
                id="compare-axis",
                label=str(AXIS),
                value=axis if axis in ("resolution", "depth") else "resolution",
            ),
        ],
        className="lw-row lw-bottom",
    )


def _select(place: str, label: Text, value: str) -> Component:
    names = list(zoo.model_names())
    return dmc.Select(
        id=place, label=str(label), data=names, value=value, searchable=True, allowDeselect=False, w="12rem"
    )


def _totals(comparison: Comparison) -> list[Component]:
    sides = facts(comparison.first), facts(comparison.second)
    head = [html.Td(), html.Th(comparison.first.model), html.Th(comparison.second.model)]
    rows = [html.Tr([html.Th(str(name), scope="row"), *(html.Td(side[key]) for side in sides)])
            for key, name in FACTS.items()]  # fmt: skip
    return [
        html.H2(str(TOTALS)),
        html.Table([html.Thead(html.Tr(head)), html.Tbody(rows)], className="lw-facts"),
    ]


def _points(comparison: Comparison) -> list[Component]:
    told = [html.Li(point_told(comparison, point)) for point in comparison.points]
    return [html.H2(str(POINTS)), html.Ul(told)] if told else []


def _stages(comparison: Comparison) -> Component:
    models = comparison.first, comparison.second
    head = [html.Th(str(RESOLUTION)), *(html.Th(trace.model, colSpan=4) for trace in models)]
    names = [html.Td(str(name), className="lw-quiet lw-small") for name in CELLS]
    rows = [
        html.Tr(
            [
                html.Th(str(stage.resolution or CLASSIFIER), scope="row"),
                *_cells(stage.first, models[0]),
                *_cells(stage.second, models[1]),
            ]
        )
        for stage in comparison.stages
    ]
    heads = [html.Tr(head), html.Tr([html.Td(), *names, *names])]
    table = html.Table([html.Thead(heads), html.Tbody(rows)], className="lw-facts lw-stages")
    return html.Div(table, className="lw-scroll", tabIndex="0")


def _cells(part: Part, trace: Trace) -> list[Component]:
    if not part.operations:
        return [html.Td("-", colSpan=4, className="lw-quiet")]
    layers, *others = part_words(part, trace)
    return [html.Td(", ".join(layers)), *map(html.Td, others)]


def _formulas(comparison: Comparison) -> Iterator[Any]:
    for trace in (comparison.first, comparison.second):
        counts: dict[str, int] = {}
        for block in trace.blocks:
            counts[block.kind] = counts.get(block.kind, 0) + 1
        for kind, count in counts.items():
            title = TIMES.format(model=trace.model, name=BLOCKS[kind], count=count)
            yield html.Div(
                [html.H3(str(title)), formula_view(block_formula(kind))], className="lw-stack lw-tight"
            )
