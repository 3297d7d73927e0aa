"""Where a person's own table is dropped: it stays on this computer."""

from __future__ import annotations

from dash import dcc, html
from dash.development.base_component import Component

from loopwise.text import Text
from loopwise.web import inputs

DROP = Text(en="Drop a CSV file here, or ", ko="CSV 파일을 여기에 끌어다 놓거나 ")
CHOOSE = Text(en="choose one", ko="파일을 고르세요")
STAYS = Text(en="The file stays on this computer.", ko="파일은 이 컴퓨터 밖으로 나가지 않습니다.")


def own_table(name: str, told: str) -> Component:
    """Return the place to drop a file, and the quiet line under it. name, told: their ids."""
    return html.Div(
        [
            dcc.Upload(
                html.Div([str(DROP), html.Button(str(CHOOSE), type="button", className="lw-plain")]),
                id=name,
                className="lw-drop",
                className_active="lw-drop lw-dropping",
                accept=".csv,.tsv,.txt",
                max_size=inputs.LARGEST_FILE,
            ),
            html.P(str(STAYS), id=told, className="lw-quiet lw-small"),
        ]
    )
