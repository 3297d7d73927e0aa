"""A real picture in a trained network: its answer, what the answer looked at, the first filters, one number by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component

from loopwise.rendering.png import heated, source
from loopwise.text import Text
from loopwise.web.tracing import look, numbers_by_hand

if TYPE_CHECKING:
    from loopwise.tracing.looking import ByHand, Look

SEEN = Text(en="as the network sees it, {size}", ko="신경망이 보는 모습, {size}")
TRUTH = Text(en="It is: {name}", ko="정답: {name}")
GREY = Text(en="grey", ko="밝기")
CAMERA = Text(en="Grad-CAM: where “{name}” comes from", ko="Grad-CAM: “{name}” 판단의 근거가 된 곳")
SALIENCY = Text(
    en="saliency: pixels that move its score most", ko="현저도(saliency): 점수를 가장 많이 바꾸는 픽셀"
)
ANSWER = Text(en="Answer", ko="예측")
FILTERS = Text(en="The {count} kernels of the first convolution", ko="첫 합성곱의 커널 {count}개")
BY_HAND = Text(en="One number, worked out", ko="숫자 하나를 직접 계산해 보기")
CHANNEL = Text(en="Channel", ko="채널")
ROW, COLUMN = Text(en="Row", ko="행"), Text(en="Column", ko="열")
COLOURS = (Text(en="red", ko="빨강"), Text(en="green", ko="초록"), Text(en="blue", ko="파랑"))
PATCH, KERNEL = Text(en="pixels", ko="픽셀"), Text(en="kernel", ko="커널")
SUM = Text(
    en="The {count} products and the bias {bias:.4f} sum to {value:.4f}: that is the number at row {row}, "
    "column {column} of channel {channel}.",
    ko="곱 {count}개와 편향(bias, {bias:.4f})을 더한 값은 {value:.4f}입니다. 채널 {channel}의 {row}행 {column}열 "
    "값입니다.",
)
POOL = Text(
    en="A 2x2 pool over it and its neighbours {window} would keep {most:.4f} (max) or {mean:.4f} (mean).",
    ko="이 값과 이웃 {window}에 2x2 풀링을 하면 남는 값은 최대 풀링이 {most:.4f}, 평균 풀링이 {mean:.4f}입니다.",
)


def picture_view(seen: Look) -> Component:
    """Return the picture three times, the answer, the filters, and the place where a number is worked out."""
    name = seen.answer[0][0]
    pictures = (
        (seen.picture, SEEN.format(size=" x ".join(map(str, seen.picture.shape[:2])))),
        (heated(seen.picture, seen.camera), CAMERA.format(name=name)),
        (heated(seen.picture, seen.saliency), SALIENCY),
    )
    figures = [
        html.Figure([html.Img(src=source(p), alt=str(t)), html.Figcaption(str(t))]) for p, t in pictures
    ]
    rows = [html.Tr([html.Th(label, scope="row"), html.Td(f"{share:.1%}")]) for label, share in seen.answer]
    answer = html.Div(
        [
            html.H3(str(ANSWER)),
            html.Table(html.Tbody(rows), className="lw-facts lw-narrow"),
            *([html.P(str(TRUTH.format(name=seen.truth)))] if seen.truth else []),
        ],
        className="lw-stack",
    )
    channels, height, width = seen.first
    filters = [
        html.Img(src=source(kernel), alt=str(n), title=str(n)) for n, kernel in enumerate(seen.filters)
    ]
    return html.Section(
        [
            html.Div([*figures, answer], className="lw-pictures"),
            html.H3(str(FILTERS.format(count=len(filters)))),
            html.Div(filters, className="lw-maps lw-filters"),
            html.H3(str(BY_HAND)),
            html.Div(
                [
                    _number("trace-channel", CHANNEL, channels - 1, 0),
                    _number("trace-row", ROW, height - 1, height // 2),
                    _number("trace-column", COLUMN, width - 1, width // 2),
                ],
                className="lw-row lw-bottom",
            ),
            html.Div(id="trace-by-hand", className="lw-stack lw-tight"),
        ],
        className="lw-stack",
    )


def by_hand_view(picture: str, channel: int, row: int, column: int) -> list[Component]:
    """Return every colour of a patch beside that of the kernel, the sum, and what a pool would keep."""
    places = zip((channel, row, column), look(picture).first, strict=True)
    channel, row, column = (min(at, length - 1) for at, length in places)
    worked: ByHand = numbers_by_hand(picture, channel, row, column)
    names = COLOURS if len(worked.patch) == len(COLOURS) else (GREY,)
    tables = [_beside(worked, colour, name) for colour, name in enumerate(names)]
    window = ", ".join(f"{value:.4f}" for value in worked.window.ravel())
    numbers = {"count": worked.patch.size, "bias": worked.bias, "value": worked.value}
    total = SUM.format(**numbers, channel=channel, row=row, column=column)
    pool = POOL.format(
        window=f"({window})", most=float(worked.window.max()), mean=float(worked.window.mean())
    )
    return [html.Div(tables, className="lw-pictures"), html.P(str(total)), html.P(str(pool))]


def _beside(worked: ByHand, colour: int, name: Text) -> Component:
    grids = ((worked.patch[colour], PATCH), (worked.kernel[colour], KERNEL))
    shown = [
        html.Div(
            [
                html.Div(str(label), className="lw-quiet lw-small"),
                html.Table(
                    html.Tbody([html.Tr([html.Td(f"{value:.2f}") for value in line]) for line in grid]),
                    className="lw-window",
                ),
            ]
        )
        for grid, label in grids
    ]
    return html.Div([html.Strong(str(name)), html.Div(shown, className="lw-row")])


def _number(place: str, label: Text, most: int, value: int) -> Component:
    return dmc.NumberInput(id=place, label=str(label), value=value, min=0, max=most, w="7rem")
