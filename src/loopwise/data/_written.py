"""Numbers as people write them, made plain: "3,5" where a file writes decimals so, "12 %", "3.5kg".

    cells, units = plain({"weight": ["3,5 kg", "4 kg"]})        # {"weight": ["3.5", "4"]}, {"weight": "kg"}

"1,234" alone is a thousand or a little over one: what the rest of the file does decides. A unit goes only where every
cell of the column has the same; "2x" beside "3y" stays text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from loopwise.data._cells import is_missing, is_number, with_unit

_COMMA = re.compile(r"([+-]?)(\d{1,3}(?:\.\d{3})+|\d*),(\d+)(.*)", re.ASCII | re.DOTALL)  # 3,5 and 1.234,5 kg
_POINT = re.compile(
    r"[+-]?(?:\d*\.\d{1,2}|\d*\.\d{4,}|\d{1,3}(?:,\d{3})+\.\d+)(?!\d|\.).*", re.ASCII | re.DOTALL
)
_ONE_THOUSAND = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}(?!\d).*", re.ASCII | re.DOTALL)

Cells = Mapping[str, list[str]]


def plain(columns: Cells) -> tuple[dict[str, list[str]], dict[str, str]]:
    """Return the columns with numbers a computer reads, and the unit of each that was written with one."""
    if _has_decimal_commas(columns):
        columns = {name: _with_points(cells) for name, cells in columns.items()}
    units = {name: unit for name, cells in columns.items() if (unit := _unit(cells))}
    bare = {name: _without_unit(cells) if name in units else cells for name, cells in columns.items()}
    return bare, units


def units_of(cells: Sequence[str]) -> dict[str, int]:
    """Return unit -> the position where it first stands ("" for a bare number); empty where a cell is no number."""
    found: dict[str, int] = {}
    for at, cell in enumerate(cells):
        if is_missing(cell):
            continue
        one = with_unit(cell)
        if not one and not is_number(cell):
            return {}
        found.setdefault(one[1].casefold() if one else "", at)
    return found


def _has_decimal_commas(columns: Cells) -> bool:
    """Tell whether a column can only be read with decimal commas, and no cell of the file has a decimal point."""
    if not any("," in cell for cells in columns.values() for cell in cells):
        return False
    if any(_POINT.fullmatch(cell) for cells in columns.values() for cell in cells):
        return False
    return any(_needs_commas(cells) for cells in columns.values())


def _needs_commas(cells: Sequence[str]) -> bool:
    with_comma = [cell for cell in cells if "," in cell]
    return any(not _ONE_THOUSAND.fullmatch(cell) for cell in with_comma) and _all_numbers(_with_points(cells))


def _all_numbers(cells: Sequence[str]) -> bool:
    return all(is_missing(cell) or is_number(cell) or with_unit(cell) for cell in cells)


def _with_points(cells: Sequence[str]) -> list[str]:
    """Return the cells with decimal points, where all of them then are numbers."""
    turned = [
        _COMMA.sub(lambda part: f"{part[1]}{part[2].replace('.', '')}.{part[3]}{part[4]}", cell, count=1)
        for cell in cells
    ]
    return turned if _all_numbers(turned) else list(cells)


def _unit(cells: Sequence[str]) -> str:
    """Return the unit that every cell of a column has, as its first cell writes it."""
    first = with_unit(next((cell for cell in cells if not is_missing(cell)), ""))
    return first[1] if first and len(units_of(cells)) == 1 else ""


def _without_unit(cells: Sequence[str]) -> list[str]:
    return [(with_unit(cell) or (cell, ""))[0] for cell in cells]
