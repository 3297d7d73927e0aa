"""What a person reads in the terminal: the glossary's screen letter for letter, 80 columns, two languages."""

from __future__ import annotations

import dataclasses
import re

import pytest
from rendering.reports import ACCUMULATE, CELL, FOLLOWED, NOTEBOOK, RUN, SOFTMAX, STRANGE
from wcwidth import wcswidth

from loopwise.faults import catalogue, fault_named
from loopwise.records import CheckReport, Edit, Followed, NotFollowed, Place, Repair
from loopwise.rendering import explained, terminal
from loopwise.text import speaking

KOREAN = """\
[오류 · 확실] softmax-before-cross-entropy            week6.ipynb:cell 4:12:16
   12 |         return F.softmax(self.fc2(x), dim=1)
      |                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
CrossEntropyLoss 손실(cell 5:1)은 로짓을 받아 내부에서 log-softmax를
적용합니다. 클래스가 10개이면 손실이 1.461보다 작아질 수 없습니다.
고치는 법: return self.fc2(x)       (loopwise check --fix)
더 보기: loopwise explain softmax-before-cross-entropy
---
읽은 내용: 셀 10개 / 학습 루프 1개 (CNN -> CrossEntropyLoss -> Adam) /
  평가 루프 1개
추적하지 못한 부분: 없음"""

ENGLISH = """\
[error · certain] softmax-before-cross-entropy        week6.ipynb:cell 4:12:16
   12 |         return F.softmax(self.fc2(x), dim=1)
      |                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
CrossEntropyLoss (cell 5:1) takes logits and applies log-softmax itself. With
10 classes the loss cannot fall below 1.461.
Repair: return self.fc2(x)          (loopwise check --fix)
More: loopwise explain softmax-before-cross-entropy
---
Read: 10 cells / 1 training loop (CNN -> CrossEntropyLoss -> Adam) /
  1 evaluation loop
Not followed: nothing"""


@pytest.fixture(params=["en", "ko"])
def spoken(request):
    with speaking(request.param):
        yield request.param


@pytest.mark.parametrize(("language", "screen"), [("ko", KOREAN), ("en", ENGLISH)])
def test_a_finding_looks_as_the_glossary_shows_it(language, screen):
    with speaking(language):
        assert terminal.show_check(NOTEBOOK) == screen


def test_everything_fits_80_columns_with_hangul_counted_as_two(spoken):
    long_path = "한글 폴더/아주 긴 이름을 가진 학습 프로그램/손글씨 분류 학습.py"
    far = Place(long_path, 1, 101, 1, 121)
    moved = dataclasses.replace(SOFTMAX, place=far, repair=Repair(False, (Edit(far, "x" * 90),)))
    lost = tuple(NotFollowed(Place(long_path, n), "손실 함수를 getattr로 고름 " * 9) for n in range(9))
    report = CheckReport(
        (moved, SOFTMAX, STRANGE),
        dataclasses.replace(FOLLOWED, not_followed=lost, chains=("A -> B -> C",) * 9),
        {long_path: "값" * 50 + "F.softmax(값, dim=1)" + " + 나머지" * 20, SOFTMAX.place.source: CELL},
    )
    screens = [terminal.show_check(report), terminal.show_watch(RUN)]
    too_wide = [line for screen in screens for line in screen.splitlines() if wcswidth(line) > 80]
    assert too_wide == []


def test_a_long_line_is_cut_around_the_span_and_the_carets_stand_below_it():
    line = "x = " + "a" * 100 + " + F.softmax(x) + " + "b" * 100
    start = line.index("F.soft") + 1
    place = Place("a.py", 1, start, 1, start + len("F.softmax(x)"))
    report = CheckReport((dataclasses.replace(STRANGE, place=place),), Followed(), {"a.py": line})
    code, carets = terminal.show_check(report).splitlines()[1:3]
    assert code[carets.index("^") : carets.rindex("^") + 1] == "F.softmax(x)"
    assert len(code) <= 78


def test_carets_stand_below_the_span_behind_hangul_and_tabs():
    place = Place("a.py", 1, 11, 1, 18)
    line = "\t손실 = 값 + softmax"
    assert line[10:17] == "softmax"
    report = CheckReport((dataclasses.replace(STRANGE, place=place),), Followed(), {"a.py": line})
    code, carets = terminal.show_check(report).splitlines()[1:3]
    assert wcswidth(code[: code.index("softmax")]) == carets.index("^")


def test_lines_are_counted_as_python_counts_them():
    """A form feed ends a line for `str.splitlines`, not for Python."""
    place = Place("a.py", 2, 1, 2, 6)
    report = CheckReport(
        (dataclasses.replace(STRANGE, place=place),), Followed(), {"a.py": "a\x0cb\r\nright"}
    )
    assert "2 | right" in terminal.show_check(report)


@pytest.mark.parametrize(
    ("repair", "says"),
    [
        (Repair(True, (Edit(Place("train.py", 3, 2, 3, 2), "zero()\n\t"),)), "before line 3, add zero()"),
        (Repair(True, (Edit(Place("train.py", 3, 1, 3, 1), "\nseed(0)\n\n"),)), "before line 3, add seed(0)"),
        (Repair(True, (Edit(Place("train.py", 3, 1, 4, 1), ""),)), "delete line 3"),
        (Repair(False, (Edit(Place("train.py", 3, 2, 3, 6), "mean"),)), "--fix --unsafe-fixes"),
        (Repair(True, intervention="clear-gradients"), "Call optimizer.zero_grad()"),
        (None, "Call optimizer.zero_grad()"),
    ],
)
def test_the_repair_is_told_in_one_line(repair, says):
    finding = dataclasses.replace(ACCUMULATE, repair=repair)
    with speaking("en"):
        screen = terminal.show_watch(dataclasses.replace(RUN, findings=(finding,)))
    assert says in screen


def test_cells_that_were_executed_are_named_as_the_notebook_names_them():
    place = Place("<notebook>", 12, 16, 12, 45, cell=4)
    finding = dataclasses.replace(SOFTMAX, place=place, repair=Repair(True, (Edit(place, "self.fc2(x)"),)))
    screen = terminal.show_check(CheckReport((finding,), FOLLOWED, {place.source: CELL}))
    assert "In [4]:12:16" in screen
    assert "--fix" not in screen, "there is no file to repair"


def test_no_findings_is_told_from_nothing_understood(spoken):
    found_none = terminal.show_check(CheckReport((), FOLLOWED))
    understood_nothing = terminal.show_check(CheckReport((), Followed(files=1)))
    assert found_none.splitlines()[0] != understood_nothing.splitlines()[0]
    assert ("학습 루프를 찾지 못해" if spoken == "ko" else "No training loop") in understood_nothing


def test_a_run_shows_every_number_with_label_and_unit():
    with speaking("ko"):
        screen = terminal.show_watch(RUN)
    assert "근거 (스텝 1부터):" in screen
    assert "  남아 있던 기울기의 크기       2.500" in screen
    assert "스텝 400개" in screen and "cross_entropy 2.303 -> 1.700" in screen


def test_a_healthy_run_says_in_one_line_what_was_looked_at():
    with speaking("en"):
        screen = terminal.show_watch(dataclasses.replace(RUN, findings=()))
    assert screen.startswith("No problems found.\n---\nWatched: 400 steps (60 in detail)")
    assert "faults looked for: 2" in screen


def test_a_run_without_a_step_is_not_called_healthy(spoken):
    silent = dataclasses.replace(RUN, findings=(), steps=0, sampled=0, not_observed=("no-steps",))
    screen = terminal.show_watch(silent)
    assert ("No training was seen" if spoken == "en" else "학습을 관찰하지 못했습니다") in screen


def test_a_fault_of_a_package_that_is_gone_is_still_shown(spoken):
    screen = terminal.show_check(CheckReport((STRANGE,), FOLLOWED))
    assert "fault-of-a-package-that-is-gone" in screen


def test_colour_only_where_it_is_asked_for():
    assert "\x1b[" not in terminal.show_check(NOTEBOOK)
    coloured = terminal.show_check(NOTEBOOK, colour=True)
    assert "\x1b[31m[" in coloured

    assert re.sub(r"\x1b\[\d*m", "", coloured) == terminal.show_check(NOTEBOOK)


def test_concise_is_one_line_a_finding():
    with speaking("en"):
        told = terminal.show_concise(NOTEBOOK)
    assert told.startswith("week6.ipynb:cell 4:12:16: error softmax-before-cross-entropy CrossEntropyLoss")
    assert "\n" not in told


def test_a_formula_is_worked_out_with_numbers():
    page = explained.show_fault(fault_named("softmax-before-cross-entropy"))
    assert "loss >= log(1 + (C-1) / e)" in page
    assert "log(1 + (10 - 1) / e) = 1.461" in page


@pytest.mark.parametrize("fault", catalogue(), ids=lambda fault: fault.name)
def test_every_fault_has_a_page_in_both_languages(fault, spoken):
    page = explained.show_fault(fault)
    assert str(fault.title) in page and fault.name in page
    assert "{" not in str(fault.says.tell({})), "a number that is not known is left out"
    assert "\\" not in page, "LaTeX is told in plain letters"
