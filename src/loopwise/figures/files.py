"""Draw a figure into a file: png, svg and pdf by matplotlib, without a browser or a screen; html by plotly.

save(roc(result), "roc.svg", dark=True)

Matplotlib's settings are left alone: nothing is taken from pyplot, and the font is given to every text.
"""

from __future__ import annotations

import logging
import math
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from loopwise.errors import LoopwiseError, MissingExtra
from loopwise.figures.description import Axis, Cells, Figure, Panel, Series
from loopwise.figures.file_fields import draw_field, draw_path, draw_space
from loopwise.figures.look import LINE, PANEL_HEIGHT, PANEL_WIDTH, POINT, SIZES, Look, cell_size, look
from loopwise.figures.player import play
from loopwise.figures.screen import to_plotly
from loopwise.figures.screen_fields import colour_of
from loopwise.text import Text, current_language, speaking

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Drawing

log = logging.getLogger("loopwise")

FORMATS = (".png", ".svg", ".pdf", ".html")
_UNITS = 100  # px to the inch on screen: a point is larger than a px, so text keeps its size beside the axes
_HANGUL_FONTS = (
    *("Pretendard", "NanumGothic", "NanumBarunGothic", "Noto Sans KR", "Noto Sans CJK KR"),
    *("Apple SD Gothic Neo", "AppleGothic", "Malgun Gothic", "NanumSquare", "UnDotum"),
)
LOWEST = 0.8  # of a panel's height where its width is less: titles and legends need their place
MOST_LETTERS = 50  # of all names under a table of cells; more would run into one another
_NO_DATE: dict[str, dict[str, Any]] = {"svg": {"Date": None}, "pdf": {"CreationDate": None}, "png": {}}


def save(figure: Figure, path: str | Path, *, dark: bool = False, widest: float = math.inf) -> Path:
    """Write the figure, in the reader's language; the format is the file's suffix. Return the path.

    widest: inches. A row of panels that would be wider gets narrower panels; its letters keep their size.
    """
    path = writable(path)
    if path.suffix.lower() == ".html":
        path.write_text(_page(figure, dark=dark), encoding="utf-8")
        return path
    try:
        drawing = draw(figure, dark=dark, widest=widest)
    except ModuleNotFoundError as problem:
        raise MissingExtra(problem.name or "matplotlib", "fit") from problem
    kind = path.suffix.lower()[1:]
    drawing.savefig(path, format=kind, metadata=_NO_DATE[kind])  # no date: the same figure is the same file
    return path


def draw(figure: Figure, *, dark: bool = False, widest: float = math.inf) -> Drawing:
    """Return the figure as a matplotlib Figure that no pyplot knows of."""
    family = _family()
    if family is None and current_language() == "ko":
        log.warning("no hangul font was found; the figure is drawn in English")
        with speaking("en"):
            return _drawn(figure, look(dark=dark), ["DejaVu Sans"], widest)
    return _drawn(figure, look(dark=dark), [*([family] if family else []), "DejaVu Sans"], widest)


def draw_bare(panel: Panel, width: int, height: int) -> Drawing:
    """Return the axes alone, in the light look, so many px wide and high: for a page that says title and legend."""
    from matplotlib.figure import Figure as Drawing

    drawing = Drawing(figsize=(width / _UNITS, height / _UNITS), dpi=2 * _UNITS, layout="constrained")
    _Pen(look(dark=False), ["DejaVu Sans"], bare=True).panel(drawing.add_subplot(), panel)
    return drawing


def _drawn(figure: Figure, now: Look, family: list[str], widest: float) -> Drawing:
    from matplotlib.figure import Figure as Drawing

    across = min(figure.across, len(figure.panels))
    down = -(-len(figure.panels) // across)
    width, height = across * PANEL_WIDTH / _UNITS, PANEL_HEIGHT / _UNITS
    size = (min(width, widest), down * height * max(min(1, widest / width), LOWEST) + 0.4)
    drawing = Drawing(figsize=size, dpi=2 * _UNITS, facecolor=now.page, layout="constrained")
    pen = _Pen(now, family)
    if len(figure.panels) > 1:
        drawing.suptitle(str(figure.title), x=0.01, ha="left", color=now.ink, **pen.font("title"))
    for at, panel in enumerate(figure.panels, 1):
        pen.panel(drawing.add_subplot(down, across, at, projection="3d" if panel.z else None), panel)
    return drawing


class _Pen:
    """Draws panels in one look and one font; bare: without title and legend."""

    def __init__(self, now: Look, family: list[str], *, bare: bool = False) -> None:
        self.look = now
        self.family = family
        self.bare = bare

    def font(self, size: str) -> dict[str, Any]:
        """Return a text's font as matplotlib takes it."""
        from matplotlib.font_manager import FontProperties

        return {"fontproperties": FontProperties(family=self.family, size=SIZES[size] * 0.8)}

    def panel(self, axes: Axes, panel: Panel) -> None:
        if not self.bare:
            font = self.font("panel")
            axes.set_title(str(panel.title), loc="left", color=self.look.ink, pad=_pad(panel), **font)
        axes.set_facecolor(self.look.page)
        if panel.z:
            draw_space(axes, panel, self.look, self.font("label"))
        else:
            self.flat(axes, panel)
        axes.tick_params(which="both", colors=self.look.quiet, length=0)
        ticks = (axes.xaxis, axes.yaxis, *([axes.zaxis] if panel.z else []))  # type: ignore[attr-defined]
        for label in (label for axis in ticks for label in axis.get_ticklabels()):
            label.set(**self.font("tick"))

    def flat(self, axes: Axes, panel: Panel) -> None:
        axes.set_xlabel(str(panel.x.label), color=self.look.ink, **self.font("label"))
        axes.set_ylabel(str(panel.y.label), color=self.look.ink, **self.font("label"))
        axes.spines[["top", "right"]].set_visible(False)
        axes.spines[["left", "bottom"]].set_color(self.look.grid)
        if panel.cells:
            self.cells(axes, panel.cells)
        else:
            self.lines(axes, panel)

    def lines(self, axes: Axes, panel: Panel) -> None:
        if panel.field:
            draw_field(axes, panel.field, self.look, self.font("label"))
        for series in panel.series:
            self.series(axes, series)
        _limits(axes, panel.x, panel.y)
        for axis, wanted in (("x", panel.x.log), ("y", panel.y.log)):
            if wanted:
                getattr(axes, f"set_{axis}scale")("log")
                _plain_powers(axes, axis)
        axes.grid(color=self.look.grid, linewidth=0.0 if panel.field else 0.6)
        axes.set_axisbelow(True)
        if len(panel.series) > 1 and not self.bare and panel.legend != "none":
            beside = panel.legend == "beside"
            axes.legend(
                [line for line in axes.lines if not str(line.get_label()).startswith("_")],
                [str(series.label) for series in panel.series if series.named],
                loc="upper left" if beside else "lower left",
                bbox_to_anchor=(1, 1) if beside else (0, 1),
                ncols=1 if beside else 3,
                borderaxespad=0.2,
                borderpad=0,
                columnspacing=1.4,
                labelcolor=self.look.ink,
                frameon=False,
                prop=self.font("tick")["fontproperties"],
            )

    def series(self, axes: Axes, series: Series) -> None:
        colour, label = colour_of(series, self.look), str(series.label) if series.named else "_"
        if series.kind == "path":
            draw_path(axes, series, self.look)
        elif series.kind == "crosses":
            axes.plot(
                series.x, series.y, "x", color=self.look.ink, markersize=POINT * 0.6, label=label, zorder=3
            )
        elif series.kind == "points":
            axes.plot(series.x, series.y, "o", color=colour, markersize=POINT * 0.8, label=label, zorder=3)
        elif series.kind == "upright":
            for at, x in enumerate(series.x):  # one entry in the legend for all of them
                axes.axvline(
                    x, color=colour, linewidth=LINE * 0.8, linestyle=":", label=label if at == 0 else "_"
                )
        else:
            style = "--" if series.kind == "dashes" else "-"
            axes.plot(series.x, series.y, style, color=colour, linewidth=LINE * 0.8, label=label)

    def cells(self, axes: Axes, cells: Cells) -> None:
        from matplotlib.colors import LinearSegmentedColormap

        shades = LinearSegmentedColormap.from_list("cells", self.look.shades)
        axes.imshow(cells.counts, cmap=shades, vmin=0, aspect="auto")
        names = [str(text) for text in cells.columns]
        slanted: dict[str, Any] = (
            {"rotation": 30, "ha": "right"} if sum(map(len, names)) > MOST_LETTERS else {}
        )
        axes.set_xticks(range(len(names)), names, **slanted)
        axes.set_yticks(range(len(cells.rows)), [str(text) for text in cells.rows])
        size = cell_size(len(cells.rows))
        for y, row in enumerate(cells.counts):
            for x, count in enumerate(row):
                axes.text(x, y, str(count), ha="center", va="center", color=self.look.ink, **self.font(size))


def _pad(panel: Panel) -> int:
    """Return the points between a panel's axes and its title: a legend of three a line stands there."""
    entries = sum(series.named for series in panel.series) if panel.legend == "above" else 0
    return 12 + 16 * -(-entries // 3) * (len(panel.series) > 1)


def _limits(axes: Axes, x: Axis, y: Axis) -> None:
    if x.range:
        axes.set_xlim(*x.range)
    if y.range:
        axes.set_ylim(*y.range)


def _plain_powers(axes: Axes, axis: str) -> None:
    """Write 0.1, not 10^-1, which needs a glyph hangul fonts lack; between powers only where there are few of them."""
    from matplotlib.ticker import NullFormatter

    low, high = getattr(axes, f"get_{axis}lim")()
    ticks = getattr(axes, f"{axis}axis")
    ticks.set_major_formatter("{x:g}")
    ticks.set_minor_formatter("{x:g}" if high < 10 * low else NullFormatter())


@cache
def _family() -> str | None:
    """Return the name of a font with hangul: of the package koreanize-matplotlib, else of the system."""
    from matplotlib import font_manager

    # The package changes matplotlib's settings when it is imported: only its file is wanted.
    if (spec := find_spec("koreanize_matplotlib")) and spec.submodule_search_locations:
        for folder in spec.submodule_search_locations:
            for file in sorted(Path(folder).rglob("*Gothic.ttf")):
                font_manager.fontManager.addfont(file)
                return font_manager.FontProperties(fname=file).get_name()
    known = {font.name for font in font_manager.fontManager.ttflist}
    return next((name for name in _HANGUL_FONTS if name in known), None)


def _page(figure: Figure, *, dark: bool) -> str:
    try:
        from plotly.io import to_html
    except ModuleNotFoundError as problem:
        raise MissingExtra("plotly", "fit") from problem
    script = play(figure.steps) if figure.steps else None
    page: str = to_html(
        to_plotly(figure, dark=dark), include_plotlyjs=True, validate=False, post_script=script
    )
    return page.replace("<body>", f'<body style="margin:0;background:{look(dark=dark).page}">', 1)


def writable(path: str | Path) -> Path:
    """Return the path a figure can be written to; LoopwiseError otherwise, before any work is done for it."""
    path = Path(path)
    if path.suffix.lower() not in FORMATS:
        raise LoopwiseError(
            Text(
                en=f"{path.name}: figures are written as {', '.join(FORMATS)}.",
                ko=f"{path.name}: 저장할 수 없는 그림 형식입니다. 쓸 수 있는 형식: {', '.join(FORMATS)}",
            ),
            fix=f"--out {path.with_suffix('.png').name}",
        )
    if not path.parent.is_dir():
        raise LoopwiseError(
            Text(en=f"there is no folder {str(path.parent)!r}.", ko=f"폴더가 없습니다: {str(path.parent)!r}"),
            fix=f"--out {path.name}",
        )
    return path
