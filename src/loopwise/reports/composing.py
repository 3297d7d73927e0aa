"""A week becomes a document: labels in one language, pictures loaded, references resolved. It always renders.

    document = compose(load_week("reports/2025-05-08.md"))

What cannot be had stands in its place as a sentence that says so; `checking` reports the same with its line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from loopwise.errors import LoopwiseError
from loopwise.reports import kept
from loopwise.reports.blocks import Attached, Block, Bullets, Missing, Picture, Quote, Reference, Table
from loopwise.reports.document import Document, Gallery, Line, Members, Pairs, People, Wide
from loopwise.reports.pictures import load_picture
from loopwise.reports.rows import ROWS, TITLE, TITLE_OF_WEEK, WHEN, RowKind, field_of
from loopwise.reports.team import TEAM_FILE
from loopwise.reports.week import RowText, Week
from loopwise.text import Text, speaking

FIGURE = Text(en="Figure {number}. {caption}", ko="그림 {number}. {caption}")
TABLE = Text(en="Table {number}. {caption}", ko="표 {number}. {caption}")
KOREAN_DAY = "{0.year:04}년 {0.month:02}월 {0.day:02}일"
PEOPLE = Text(en="{count}", ko="{count}명")


def compose(week: Week, language: str | None = None) -> Document:
    """Return the document of a week. language: "ko" or "en"; None: the report's own."""
    language = language or week.language
    with speaking(language):
        title = TITLE_OF_WEEK.format(week=week.number) if week.number else TITLE
        resolve = _Resolver(week.path.parent).row
        rows = (_row(kind, week.row(kind.key), resolve) for kind in ROWS)
        return Document(
            title=str(title),
            language=language,
            author=week.field("submitter") or week.field("team"),
            moment=week.moment,
            lines=(*_pairs(week), *rows),
            name=week.path.stem,
            source=week.source,
        )


def root_of(folder: Path) -> Path:
    """Return the folder a report may take pictures from: that of team.toml above it, else its own."""
    folder = folder.resolve()
    return next((one for one in (folder, *folder.parents[:3]) if (one / TEAM_FILE).is_file()), folder)


def _pairs(week: Week) -> Iterator[Pairs]:
    def pair(key: str, value: str | None = None) -> tuple[str, str]:
        return str(field_of(key).label), week.field(key) if value is None else value

    yield Pairs((pair("team"), pair("submitter")))
    yield Pairs((pair("participants", ", ".join(week.participants)),))
    yield Pairs(((str(WHEN), when(week)),))
    count = week.field("attendance").removesuffix("명").strip()
    yield Pairs((pair("place"), pair("attendance", str(PEOPLE.format(count=count)) if count else "")))


def when(week: Week) -> str:
    """Return date and times as the form writes them: `2025년 05월 08일 17시 30분 ~ 18시 30분`; ISO in English."""
    korean = str(Text(en="", ko="ko")) == "ko"
    day, times = week.date, week.times
    shown_day = (KOREAN_DAY.format(day) if korean else day.isoformat()) if day else week.field("date")
    if not times:
        return f"{shown_day} {week.field('time')}".strip()
    form = "%H시 %M분" if korean else "%H:%M"
    return f"{shown_day} {times[0].strftime(form)} ~ {times[1].strftime(form)}"


def _row(kind: RowKind, row: RowText | None, resolve: Callable[..., tuple[Block, ...]]) -> Line:
    label, blocks, members = str(kind.label), row.blocks if row else (), row.members if row else ()
    if kind.shape == "pictures":
        shown = resolve(blocks, numbered=False)
        pictures = tuple(block for block in shown if isinstance(block, Picture))
        return Gallery(kind.key, label, pictures, tuple(one for one in shown if not isinstance(one, Picture)))
    if kind.shape == "blocks" or not (members or kind.shape == "members"):
        return Wide(kind.key, label, resolve(blocks))
    made = Members if kind.shape == "members" else People
    intro = resolve(blocks)
    return made(kind.key, label, intro, tuple((one.name, resolve(one.blocks)) for one in members))


class _Resolver:
    """Replaces what points elsewhere by what is there, and numbers figures and tables in the order of reading."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._root = root_of(folder)
        self._figures = 0
        self._tables = 0

    def row(self, blocks: tuple[Block, ...], *, numbered: bool = True) -> tuple[Block, ...]:
        """Resolve the blocks of a row, those inside lists and quotes too."""
        return tuple(made for block in blocks for made in self._block(block, numbered))

    def _block(self, block: Block, numbered: bool) -> Iterator[Block]:
        match block:
            case Attached() | Reference():
                yield from (self._numbered(one) if numbered else one for one in self._found(block))
            case Bullets():
                yield replace(block, items=tuple(self.row(item, numbered=numbered) for item in block.items))
            case Quote():
                yield Quote(self.row(block.blocks, numbered=numbered))
            case _:
                yield block

    def _found(self, block: Attached | Reference) -> tuple[Block, ...]:
        try:
            if isinstance(block, Reference):
                return kept.blocks_of(block, self._folder)
            found = load_picture(block.path, self._folder, self._root)
        except LoopwiseError as problem:
            return (Missing(str(problem.message)),)
        alt = block.caption or Path(block.path).stem
        return (Picture(found.name, found.data, found.kind, found.width, found.height, alt, block.caption),)

    def _numbered(self, block: Block) -> Block:
        if isinstance(block, Picture) and block.caption:
            self._figures += 1
            return replace(block, caption=str(FIGURE.format(number=self._figures, caption=block.caption)))
        if isinstance(block, Table) and block.caption:
            self._tables += 1
            return replace(block, caption=str(TABLE.format(number=self._tables, caption=block.caption)))
        return block
