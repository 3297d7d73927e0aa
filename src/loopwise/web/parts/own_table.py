"""Where a person's own table is dropped: it stays on this computer."""

from __future__ import annotations

from dash import dcc, html
from dash.development.base_component import Component

from loopwise.text import Text
from loopwise.web import inputs

DROP = Text(en="Drop a CSV file here, or ", ko="CSV 파일을 여기에 끌어다 놓거나 ")
DROP_PICTURES = Text(
    en="Drop a CSV file here, or pictures packed into a .zip, or ",
    ko="CSV 파일이나 그림을 압축한 .zip 파일을 여기에 끌어다 놓거나 ",
)
CHOOSE = Text(en="choose one", ko="파일을 고르세요")
STAYS = Text(
    en="The file stays on this computer. At most {most} MB.",
    ko="파일은 이 컴퓨터 밖으로 나가지 않습니다. 최대 {most} MB.",
)
LAYOUT = Text(
    en="A zip holds a folder for each class, or labels.csv beside the pictures.",
    ko=".zip 안에는 클래스마다 폴더가 하나씩 있거나, 그림과 함께 labels.csv가 있어야 합니다.",
)

# Those that cannot be read are offered as well: choosing one tells how to save it. What the browser refuses, it
# refuses in silence.
TABLES = ".csv,.tsv,.txt,.parquet,.xlsx,.xls,.ods"


def own_table(name: str, told: str, *, pictures: bool = False) -> Component:
    """Return the place to drop a file, and the quiet line under it. name, told: their ids.

    pictures: a zip of pictures will do as well.
    """
    stays = str(STAYS.format(most=inputs.LARGEST_FILE // 2**20))
    drop = str(DROP_PICTURES if pictures else DROP)
    return html.Div(
        [
            dcc.Upload(
                html.Div([drop, html.Button(str(CHOOSE), type="button", className="lw-plain")]),
                id=name,
                className="lw-drop",
                className_active="lw-drop lw-dropping",
                accept=f"{TABLES},.zip" if pictures else TABLES,
                max_size=inputs.LARGEST_FILE,
            ),
            html.P(f"{LAYOUT} {stays}" if pictures else stays, id=told, className="lw-quiet lw-small"),
        ]
    )
