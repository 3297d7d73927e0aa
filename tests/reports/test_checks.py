"""Every rule of the form: a right report is silent, and each mistake is told with its row, line and column."""

from __future__ import annotations

import pytest
from PIL import Image

from loopwise.reports.building import desk_for
from loopwise.reports.checks import catalogue, problems
from loopwise.reports.checks.last_week import unanswered
from loopwise.reports.week import load_week


def found(project, old="", new="", name="2025-05-08.md"):
    file = project / name
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1) if old else text, encoding="utf-8")
    return problems(desk_for(file))


def test_a_right_report_is_silent(project):
    assert found(project) == []


# what is changed, into what -> check, row, severity, a word of the message
MISTAKES = [
    ("## 팀원 B\n\nsoftmax", "## 팀원 b\n\nsoftmax", "names", "evaluation", "error", "'팀원 B'"),
    ("제출자: 팀원 A", "제출자: 팀원 D", "names", "submitter", "error", "팀원 D"),
    ("참여 명단: 팀원 A, 팀원 B", "참여 명단: 팀원 A, 팀원 B, 팀원 C", "pairs", "attendance", "warning", "3"),
    ("출석 인원: 2", "출석 인원: 둘", "pairs", "attendance", "error", "둘"),
    ("17:30-18:30", "18:30-17:30", "pairs", "time", "error", "17:30"),
    ("17:30-18:30", "저녁", "pairs", "time", "error", "저녁"),
    ("2025-05-08", "2025-13-08", "pairs", "date", "error", "2025-13-08"),
    ("장소: Zoom", "", "pairs", "place", "warning", "nothing"),
    ("- 경사하강법", "", "empty_rows", "plan", "warning", "empty"),
    ("# 향후 계획", "# 여담", "empty_rows", "plan", "warning", "not in the file"),
    ("codes/week8_losses", "codes/week08_losses", "links", "results", "error", "week8_losses"),
    ("https://github.com/team", "htp://github.com/team", "links", "results", "error", "htp"),
    ("pictures/meeting2.png", "pictures/meting2.png", "pictures", "attachments", "error", "meting2"),
    ("![스터디 화면 2]", "![]", "pictures", "attachments", "warning", "caption"),
    ("![손실 곡선](pictures/curve.png)", "{{ loopwise: fit 99 }}", "references", "studied", "error", "99"),
    (
        "![손실 곡선](pictures/curve.png)",
        "은 {{ loopwise: fit 9 }}",
        "references",
        "studied",
        "warning",
        "alone",
    ),
    ("loss = F", "loss_" + "x" * 99 + " = F", "overflow", "studied", "note", "columns"),
    ("손실 함수를 다루었다", "손실 함수를 다루었다 \U0001f9e0", "overflow", "studied", "note", "\U0001f9e0"),
    ("\\frac{1}{1 + e^{-z}}", "\\frac{1", "overflow", "studied", "warning", "cannot be drawn"),
]


@pytest.mark.parametrize(("old", "new", "check", "row", "severity", "word"), MISTAKES)
def test_a_mistake_is_told_where_it_stands(project, old, new, check, row, severity, word):
    told = [one for one in found(project, old, new) if (one.check, one.row) == (check, row)]
    assert told and word in told[0].message.en and told[0].severity == severity
    lines = (project / "2025-05-08.md").read_text(encoding="utf-8").split("\n")
    assert 1 <= told[0].line <= len(lines)
    if new and check not in ("empty_rows", "pairs"):
        assert new.split("\n")[0] in lines[told[0].line - 1]


def test_every_check_can_fail():
    assert {check for _, _, check, *_ in MISTAKES} | {"last_week"} == {
        type(one).__module__.rpartition(".")[2] for one in catalogue()
    }


def test_a_small_picture_is_told(project):
    Image.new("RGB", (40, 20)).save(project / "pictures" / "meeting1.png")
    (told,) = found(project)
    assert "40 x 20" in told.message.en and told.column == len("![스터디 화면 1](") + 1


def test_a_picture_outside_of_the_project_is_not_taken(project):
    Image.new("RGB", (640, 360)).save(project.parent / "private.png")
    (told,) = found(project, "pictures/meeting1.png", "../private.png")
    assert "outside" in told.message.en


def test_last_week_is_compared(project):
    last = (project / "2025-05-08.md").read_text(encoding="utf-8")
    last = last.replace("2025-05-08", "2025-05-01").replace(
        "다중 레이블 예제 만들기", "데이터 증강 코드 정리하기"
    )
    (project / "2025-05-01.md").write_text(last, encoding="utf-8")
    told = [one for one in found(project) if one.check == "last_week"]
    assert {(one.row, one.severity) for one in told} >= {("studied", "warning"), ("homework", "note")}
    assert any("데이터 증강" in one.message.ko for one in told)


def test_homework_that_was_taken_up_is_answered(project):
    week = load_week(project / "2025-05-08.md")
    homework = week.source.replace("다중 레이블 예제 만들기", "이진 분류의 로짓을 코드로 확인하기")
    (project / "last.md").write_text(homework, encoding="utf-8")
    assert unanswered(week, load_week(project / "last.md")) == []
