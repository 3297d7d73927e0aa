"""The house drawn from the imports equals docs/house.md, and the linter's layers are the same picture."""

from __future__ import annotations

import importlib.util
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def house():
    spec = importlib.util.spec_from_file_location("draw_house", ROOT / "tools" / "draw_house.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_import_goes_down(house):
    lines = house.rooms_on_the_page(house.PAGE.read_text(encoding="utf-8"))
    height = {room: -at for at, line in enumerate(lines) for room in line}
    upward = {
        (room, used)
        for room, below in house.imports().items()
        for used in below
        if height[used] >= height[room]
    }
    assert not upward


def test_the_page_shows_the_rooms_there_are(house):
    shown = {
        room for line in house.rooms_on_the_page(house.PAGE.read_text(encoding="utf-8")) for room in line
    }
    assert shown == set(house.imports())


def test_the_picture_of_imports_is_fresh(house):
    page = house.PAGE.read_text(encoding="utf-8")
    assert house.drawn(page) == page, "stale: run `make house`"


def test_the_linter_holds_the_same_picture(house):
    contract = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"][0]
    layers = [tuple(part.strip() for part in layer.split("|")) for layer in contract["layers"]]
    assert layers == house.rooms_on_the_page(house.PAGE.read_text(encoding="utf-8"))
