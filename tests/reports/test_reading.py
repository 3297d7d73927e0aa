"""A week's text becomes blocks; what is unusual becomes a problem with its line."""

from __future__ import annotations

import pytest

from loopwise.errors import LoopwiseError
from loopwise.reports.blocks import (
    Attached,
    Bullets,
    Equation,
    Link,
    Listing,
    Maths,
    Mono,
    Paragraph,
    Reference,
    Table,
    Words,
)
from loopwise.reports.markdown import blocks_of
from loopwise.reports.week import load_week, read_week


def test_lists_nest_three_deep_with_code_and_formulas_in_them():
    (outer,) = blocks_of("- a\n  - b `c`\n    - d $x_1$\n\n      ```python\n      x = 1\n      ```\n")
    middle = outer.items[0][1]
    inner = middle.items[0][1]
    assert middle.items[0][0].inlines == (Words("b "), Mono("c"))
    assert inner.items[0][0].inlines == (Words("d "), Maths("x_1"))
    assert inner.items[0][1] == Listing("x = 1", "python", 5)


def test_everything_has_its_line():
    blocks = blocks_of(
        "one\n\n$$\nx^2\n$$\n\n![a](b.png)\ntext [l](https://x.y)\n\n{{ loopwise: fit 12 | c }}\n"
    )
    assert blocks == (
        Paragraph((Words("one"),)),
        Equation("x^2", 3),
        Attached("b.png", "a", 7),
        Paragraph((Words("text "), Link("https://x.y", (Words("l"),), 8))),
        Reference("fit", "12", "c", 10),
    )


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("a\n![p](x.png)\nb", [Paragraph, Attached, Paragraph]),
        ("![p](x.png)\n![q](y.png)", [Attached, Attached]),
        ("in ![p](x.png) the line", [Paragraph]),
        ("{{ loopwise: fit 1 }}\n{{ loopwise: watch 2 }}", [Reference, Reference]),
        ("text {{ loopwise: fit 1 }}", [Paragraph]),
        ("| a | b |\n|---|--:|\n| 1 | 2 |", [Table]),
        ("1. a\n2. b", [Bullets]),
        ("it costs $5 and then $6", [Paragraph]),
        ("<script>alert(1)</script>", [Paragraph]),
    ],
)
def test_what_stands_alone_on_a_line_is_a_block(text, kinds):
    assert [type(block) for block in blocks_of(text)] == kinds


def test_prices_and_html_stay_words():
    assert blocks_of("it costs $5 and then $6")[0].text == "it costs $5 and then $6"
    assert blocks_of("<b>x</b>")[0].text == "<b>x</b>"


def test_addresses_are_links_without_being_marked():
    (paragraph,) = blocks_of("see https://github.com/a/b, then (https://x.kr/c).")
    assert [one.url for one in paragraph.inlines if isinstance(one, Link)] == [
        "https://github.com/a/b",
        "https://x.kr/c",
    ]


def test_a_week_is_read_with_its_pairs_rows_and_members(project):
    week = load_week(project / "2025-05-08.md")
    assert (week.field("team"), week.participants, week.number, week.language) == (
        "딥러닝 3조",
        ("팀원 A", "팀원 B"),
        8,
        "ko",
    )
    assert str(week.moment) == "2025-05-08 17:30:00" and not week.problems
    studied = week.row("studied")
    assert [member.name for member in studied.members] == ["팀원 A", "팀원 B"]
    assert [type(block).__name__ for block in studied.members[0].blocks] == [
        "Bullets",
        "Listing",
        "Equation",
        "Attached",
    ]


def test_english_headings_and_keys_are_the_same_form():
    week = read_week(
        "---\nteam: 3\ndate: 2025-05-08\n---\n# Learning goals\n- a\n# What was studied\n## Ann\nb\n"
    )
    assert [row.kind.key for row in week.rows] == ["goals", "studied"] and week.language == "en"


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        ("# 학습목표\n", 1, "---"),
        ("---\nteam: a\ncolour: b\n---\n", 3, "colour"),
        ("---\n---\n# 학습 목표\na\n# 여담\nb\n", 5, "여담"),
        ("---\n---\nfirst\n# 과제\n", 3, "above"),
        ("---\n---\n# 과제\na\n# 과제\nb\n", 5, "twice"),
    ],
)
def test_what_is_unusual_is_told_with_its_line(text, line, word):
    (problem,) = read_week(text).problems
    assert problem.line == line and word in problem.message.en


def test_a_heading_below_an_unknown_row_is_not_given_to_the_row_before():
    week = read_week("---\n---\n# 활동평가\n## A\nx\n# 여담\n## B\ny\n")
    assert [member.name for member in week.row("evaluation").members] == ["A"]


def test_a_file_that_is_none_is_refused_in_words(tmp_path):
    with pytest.raises(LoopwiseError, match=r"nope\.md"):
        load_week(tmp_path / "nope.md")
    (tmp_path / "latin.md").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(LoopwiseError, match="UTF-8"):
        load_week(tmp_path / "latin.md")
