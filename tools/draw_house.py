"""Draw the house from its imports into docs/house.md:  python tools/draw_house.py [--check]

Rooms are loopwise's packages and top-level modules; an arrow is an import (imports for type checking left out).
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import grimp

PAGE = Path(__file__).parents[1] / "docs" / "house.md"


def imports() -> dict[str, set[str]]:
    """Return room -> rooms it imports, from the code."""
    graph = grimp.build_graph("loopwise", exclude_type_checking_imports=True, cache_dir=None)
    rooms: dict[str, set[str]] = {room_of(m): set() for m in graph.modules if m.count(".")}
    for module in graph.modules:
        for imported in graph.find_modules_directly_imported_by(module):
            if module.count(".") and imported.count(".") and room_of(module) != room_of(imported):
                rooms[room_of(module)].add(room_of(imported))
    rooms.pop("_version", None)
    return {room: used - {"_version"} for room, used in rooms.items()}


def room_of(module: str) -> str:
    """Return the room a module lives in: loopwise.cli.check -> cli."""
    return module.split(".")[1]


def rooms_on_the_page(page: str) -> list[tuple[str, ...]]:
    """Return the rooms of the page's picture, line by line from the top."""
    table = between(page, "rooms")
    return [tuple(re.findall(r"`(\w+)`", line.split("|")[1])) for line in table.splitlines()[2:]]


def between(page: str, mark: str) -> str:
    """Return what stands between two marks of the page."""
    found = re.search(rf"<!-- {mark}: begin -->\n(.*?)<!-- {mark}: end -->", page, re.S)
    return found.group(1) if found else ""


def drawn(page: str) -> str:
    """Return the page with the picture of imports as the code has it now."""
    order = [room for line in rooms_on_the_page(page) for room in line]
    used = imports()
    lines = ["| room | imports |", "|---|---|"]
    for room in sorted(used, key=lambda r: (order.index(r) if r in order else -1, r)):
        below = sorted(used[room], key=lambda r: (order.index(r) if r in order else -1, r))
        lines.append(f"| `{room}` | {', '.join(f'`{r}`' for r in below) or '-'} |")
    table = "\n".join(lines) + "\n"
    return page.replace(
        f"<!-- imports: begin -->\n{between(page, 'imports')}<!-- imports: end -->",
        f"<!-- imports: begin -->\n{table}<!-- imports: end -->",
    )


def main(arguments: list[str]) -> int:
    """Write the page; with --check only say whether it is stale."""
    page = PAGE.read_text(encoding="utf-8")
    fresh = drawn(page)
    if "--check" in arguments:
        return int(page != fresh)
    PAGE.write_text(fresh, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
