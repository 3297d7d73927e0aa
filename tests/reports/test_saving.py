"""Parts of a report are saved one by one: bytes are whole, and of two texts none is lost."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reports.conftest import WEEK

from loopwise.errors import LoopwiseError
from loopwise.reports.editing import part_named, parts, with_part
from loopwise.reports.saving import save_part
from loopwise.reports.week import load_week, read_week


def test_every_part_is_found_and_writing_it_back_changes_nothing(project):
    text = (project / "2025-05-08.md").read_text(encoding="utf-8")
    found = parts(text)
    assert [one.key for one in found] == [
        "pairs", "goals", "studied", "studied/팀원 A", "studied/팀원 B", "evaluation",
        "evaluation/팀원 A", "evaluation/팀원 B", "homework", "plan", "attachments", "results",
    ]  # fmt: skip
    for one in found:
        assert with_part(text, one.key, one.text) == text, one.key


@pytest.mark.parametrize(
    "key", ["goals", "studied", "studied/팀원 B", "evaluation/팀원 A", "results", "homework", "attachments"]
)
def test_only_the_part_that_was_written_changes(project, key):
    before = read_week((project / "2025-05-08.md").read_text(encoding="utf-8"))
    new = "새 내용\n\n```text\n# 제목이 아님\n```"
    after = read_week(with_part(before.source, key, new))
    now = {one.key: one.text for one in parts(after.source)}
    assert now[key] == new and not after.problems
    old = {one.key: one.text for one in parts(before.source)}
    assert {k: v for k, v in now.items() if k != key} == {k: v for k, v in old.items() if k != key}


@pytest.mark.parametrize(
    ("text", "key", "order"),
    [
        ("---\nteam: a\n---\n", "goals", ["pairs", "goals"]),
        (
            "---\nteam: a\n---\n# 학습목표\na\n# 결과물\nb\n",
            "homework",
            ["pairs", "goals", "homework", "results"],
        ),
        ("---\nteam: a\n---\n# 결과물\nb", "goals", ["pairs", "goals", "results"]),
        (
            "---\nteam: a\n---\n# 학습내용\nx\n## A\ny\n# 과제\nz",
            "studied/B",
            ["pairs", "studied", "studied/A", "studied/B", "homework"],
        ),
        ("---\nteam: a\n---\n", "evaluation/A", ["pairs", "evaluation", "evaluation/A"]),
    ],
)
def test_a_part_that_is_not_there_yet_is_put_where_the_form_has_it(text, key, order):
    made = with_part(text, key, "새 내용")
    assert [one.key for one in parts(made)] == order and part_named(made, key).text == "새 내용"
    assert {one.key: one.text for one in parts(text)}.items() <= {o.key: o.text for o in parts(made)}.items()


def test_a_heading_that_would_begin_another_part_is_refused(project):
    text = (project / "2025-05-08.md").read_text(encoding="utf-8")
    for key, new in (("goals", "# 과제\n"), ("studied/팀원 A", "## 팀원 C\n"), ("pairs", "team: a\n---\n")):
        with pytest.raises(LoopwiseError):
            with_part(text, key, new)
    assert "### 소제목" in with_part(text, "studied/팀원 A", "### 소제목\n")


def test_members_who_write_at_once_do_not_overwrite_one_another(project):
    file = project / "2025-05-08.md"
    names = [f"studied/팀원 {letter}" for letter in "ABCDEFGH"]
    bases = {key: (part_named(load_week(file).source, key) or None) for key in names}

    def write(key):
        base = bases[key].text if bases[key] else ""
        for turn in range(5):
            new = f"{key} {turn}"
            assert save_part(file, key, new, base).conflict is None
            base = new

    threads = [threading.Thread(target=write, args=(key,)) for key in names]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    now = {one.key: one.text for one in parts(file.read_text(encoding="utf-8"))}
    assert [now[key] for key in names] == [f"{key} 4" for key in names]


def test_of_two_who_save_the_same_part_neither_text_is_lost(project):
    file = project / "2025-05-08.md"
    base = part_named(load_week(file).source, "plan").text
    assert save_part(file, "plan", "- 하나", base).conflict is None
    second = save_part(file, "plan", "- 둘", base)
    assert second.conflict == "- 하나" and second.kept.read_text(encoding="utf-8") == "- 둘"
    assert part_named(load_week(file).source, "plan").text == "- 하나"
    assert save_part(file, "plan", "- 하나\n- 둘", second.base).conflict is None  # decided: both


def test_the_same_text_from_two_is_no_conflict(project):
    file = project / "2025-05-08.md"
    base = part_named(load_week(file).source, "plan").text
    save_part(file, "plan", "- 하나", base)
    assert save_part(file, "plan", "- 하나\r\n", base).conflict is None


SAVES = """
import sys
from pathlib import Path
from loopwise.reports.saving import save_part
from loopwise.reports.editing import part_named
file, base = Path(sys.argv[1]), ""
for turn in range(100_000):
    new = f"turn {turn} " + "x" * 20_000 + f" end {turn}"
    save_part(file, "plan", new, part_named(file.read_text("utf-8"), "plan").text)
    print("saved", flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_kill_9_while_saving_leaves_a_whole_file(project):
    file = project / "2025-05-08.md"
    rest = [one for one in parts(file.read_text(encoding="utf-8")) if one.key != "plan"]
    for turn in range(4):
        saving = subprocess.Popen([sys.executable, "-c", SAVES, str(file)], stdout=subprocess.PIPE, text=True)
        assert saving.stdout.readline() == "saved\n"
        time.sleep(0.1 + 0.013 * turn)
        saving.send_signal(signal.SIGKILL)
        saving.wait()
        saving.stdout.close()
        now = parts(file.read_text(encoding="utf-8"))
        (plan,) = (one.text for one in now if one.key == "plan")
        assert plan.startswith("turn ") and plan.split(" ")[1] == plan.rsplit(" ", 1)[1]
        assert [(o.key, o.text) for o in now if o.key != "plan"] == [(o.key, o.text) for o in rest]
    assert save_part(file, "plan", "- 그대로", plan).conflict is None  # no lock is left behind


@pytest.mark.parametrize(
    "typed", ["```python\nx = 1", "~~~~\nx", "text\n```", "````\n```\n", "- a\n\n  ```\n  x"]
)
def test_while_a_fence_is_open_no_part_below_is_taken_in(project, typed):
    file = project / "2025-05-08.md"
    before = {one.key: one.text for one in parts(file.read_text(encoding="utf-8"))}
    first = save_part(file, "goals", typed, before["goals"])
    assert first.conflict is None and first.base.startswith(typed.strip("\n"))
    second = save_part(file, "goals", "```python\nx = 1\n```\n\n- b", first.base)
    assert second.conflict is None and second.base == "```python\nx = 1\n```\n\n- b"
    now = {one.key: one.text for one in parts(file.read_text(encoding="utf-8"))}
    assert {k: v for k, v in now.items() if k != "goals"} == {k: v for k, v in before.items() if k != "goals"}


@settings(max_examples=150, deadline=None)
@given(
    key=st.sampled_from(
        ["goals", "studied", "studied/팀원 A", "evaluation/팀원 B", "homework", "pairs", "studied/새"]),
    typed=st.lists(
        st.sampled_from(
            ["```", "~~~", "$$", "$$ x", "$", "> ", "- ", "  ", "---", "===", "# a", "## b", "### c", "<div>",
             "<!--", "| a |", "|---|", "[x]:", "\\", "\t", "team: x", "글", ""]),
        max_size=8,
    ).map("\n".join),
)  # fmt: skip
def test_whatever_is_typed_the_other_parts_stay(key, typed):
    before = {one.key: one.text for one in parts(WEEK)}
    try:
        made = with_part(WEEK, key, typed)
    except LoopwiseError:
        return  # refused in words: nothing was written
    now = {one.key: one.text for one in parts(made)}
    assert {k: v for k, v in now.items() if k != key} == {k: v for k, v in before.items() if k != key}
    assert now[key].startswith(typed.strip("\n"))
