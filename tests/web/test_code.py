"""Code on the page: every character of the program is there, and only the marked span is marked."""

from __future__ import annotations

from dash.development.base_component import Component
from hypothesis import given
from hypothesis import strategies as st

from loopwise.program.source.sources import lines_of
from loopwise.records import Place
from loopwise.web.parts.code import code_view, diff_view

PROGRAM = 'import torch\n\n# 한글 설명\nx = F.softmax(x, dim=1)  # here\ny = """a\nb"""\n'


def texts(part: object, kind: str = "") -> list[str]:
    """Return the texts below a component, those of class `kind` only where one is given."""
    if isinstance(part, str):
        return [] if kind else [part]
    if isinstance(part, list):
        return [text for item in part for text in texts(item, kind)]
    assert isinstance(part, Component)
    if kind and kind in str(getattr(part, "className", "")).split():
        return ["".join(texts(getattr(part, "children", [])))]
    return texts(getattr(part, "children", None) or [], kind)


def test_every_line_is_shown_as_it_is():
    assert texts(code_view(PROGRAM), "lw-text") == [line or " " for line in PROGRAM.splitlines()]


def test_only_the_span_is_marked():
    view = code_view(PROGRAM, [Place("a.py", 4, 5, 4, 24)])
    assert "".join(texts(view, "lw-mark")) == "F.softmax(x, dim=1)"


def test_a_span_over_two_lines_is_marked_on_both():
    view = code_view("a = f(\n    x)\nb\n", [Place("a.py", 1, 5, 2, 7)])
    assert texts(view, "lw-mark") == ["f(", "x)"]


@given(st.text(max_size=80), st.integers(1, 5), st.integers(1, 20), st.integers(1, 20))
def test_any_text_can_be_shown_with_any_mark(source, line, column, end):
    lines = [text.rstrip("\r\n") for text in lines_of(source)] or [""]  # as places count them
    shown = texts(
        code_view(source, [Place("a.py", line, column, line, end)] if line <= len(lines) else []), "lw-text"
    )
    assert shown == [text or " " for text in lines]


def test_far_from_a_mark_a_long_program_is_folded():
    view = code_view("\n".join(f"x{n} = {n}" for n in range(200)), [Place("a.py", 100, 1, 100, 5)])
    shown = texts(view, "lw-text")
    assert shown == [f"x{n} = {n}" for n in range(95, 104)]
    assert len(texts(view, "lw-folded")) == 2


def test_a_diff_shows_what_goes_before_what_comes():
    view = diff_view("a\nreturn F.softmax(x)\nb\n", "a\nreturn x\nb\n")
    assert texts(view, "lw-removed") == ["-return F.softmax(x)"]
    assert texts(view, "lw-added") == ["+return x"]
