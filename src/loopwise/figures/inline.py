"""A panel as an SVG inside a page: text stays text, and the page's light or dark colours are its colours.

    inline_svg(figure.panels[0], name="loss", width=720, height=280)
    colours(dark=True)          # "--fig-ink:#e4e8ed;--fig-accent:#56B4E9;...": for the page's style sheet

Drawn by matplotlib without title and legend, which a page says better itself.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Collection, Iterator, Mapping
from xml.etree import ElementTree

from loopwise.errors import MissingExtra
from loopwise.figures.description import Panel
from loopwise.figures.look import LIGHT, Look, look

_REFERENCE = re.compile(r"(?<=#)\w+(?=\)|$)")  # url(#name) and #name
_COLOUR = re.compile(r"#[0-9a-f]{6}")
_FAMILY = re.compile(r"font-family:[^;]*;\s*")
_NO_METADATA = dict.fromkeys(("Date", "Creator", "Format", "Type"))


def inline_svg(panel: Panel, *, name: str, width: int, height: int) -> str:
    """Return the <svg> element. name: what its ids begin with, one of its own on the page; width, height: in px.

    Raises MissingExtra where matplotlib is not installed.
    """
    root = ElementTree.fromstring(_drawn(panel, name, width, height))
    _clean(root, name)
    root.attrib |= {"width": str(width), "height": str(height), "role": "img", "aria-label": str(panel.title)}
    root.attrib.pop("version", None)
    return ElementTree.tostring(root, encoding="unicode")


def colours(*, dark: bool) -> str:
    """Return the colours that the figures use as CSS variables."""
    return "".join(f"--fig-{name}:{colour};" for name, colour in _named(look(dark=dark)))


def page_colour(drawn: str) -> str:
    """Return what a colour of the light look is on the page: its variable, or itself where it has none."""
    return _VARIABLES.get(drawn.lower(), drawn)


def _named(now: Look) -> Iterator[tuple[str, str]]:
    yield from (("page", now.page), ("ink", now.ink), ("text", now.quiet), ("grid", now.grid))
    yield from now.roles.items()


def _drawn(panel: Panel, name: str, width: int, height: int) -> bytes:
    try:
        from matplotlib import rc_context, rcdefaults, rcParams

        from loopwise.figures.files import draw_bare
    except ModuleNotFoundError as problem:
        raise MissingExtra("matplotlib", "fit") from problem
    written = io.BytesIO()
    with warnings.catch_warnings(), rc_context():
        warnings.simplefilter("ignore")  # that a font lacks hangul: the browser's draws it
        rcdefaults()  # the program that was watched may have set its own, LaTeX for one
        rcParams.update({"svg.fonttype": "none", "svg.hashsalt": name})
        drawing = draw_bare(panel, width, height)
        drawing.savefig(written, format="svg", metadata=_NO_METADATA, transparent=True)
    return written.getvalue()


def _clean(root: ElementTree.Element, name: str) -> None:
    """Take out what a page has itself or must not have twice: name spaces, style sheets, fonts, colours, ids."""
    for parent in list(root.iter()):
        for child in list(parent):
            if _local(child.tag) in ("metadata", "style"):
                parent.remove(child)
    used = {
        used for one in root.iter() for value in one.attrib.values() for used in _REFERENCE.findall(value)
    }
    for one in root.iter():
        one.tag = _local(one.tag)
        one.text, one.tail = (one.text or "").strip() or None, None
        told = {_local(key): value for key, value in one.attrib.items()}
        one.attrib.clear()
        one.attrib |= dict(_of_the_page(told, name, used))


def _of_the_page(told: Mapping[str, str], name: str, used: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield an element's attributes with the page's colours and font, and ids that are its own alone."""
    for key, value in told.items():
        if key == "style":
            yield key, _COLOUR.sub(lambda found: page_colour(found[0]), _FAMILY.sub("", value))
        elif key in ("href", "clip-path"):
            yield key, _REFERENCE.sub(lambda found: f"{name}-{found[0]}", value)
        elif key != "id":
            yield key, value
        elif value in used:
            yield key, f"{name}-{value}"


def _local(name: str) -> str:
    """Return a tag's or attribute's name without its name space."""
    return name.rpartition("}")[2]


_VARIABLES = {
    colour.lower(): f"var(--fig-{role})" for role, colour in _named(LIGHT)
}  # as drawn -> as the page has it
