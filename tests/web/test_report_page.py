"""The Report page: its parts are saved one by one, its marks follow the checks, its files are the exporters'."""

from __future__ import annotations

import base64
import io
import json
import re
import zipfile

import pytest
from PIL import Image
from reports.conftest import project  # noqa: F401  # a report without a single problem
from werkzeug.exceptions import BadRequest

from loopwise.errors import LoopwiseError
from loopwise.reports.editing import part_named
from loopwise.reports.exporters import formats
from loopwise.reports.week import load_week
from loopwise.web.app import show
from loopwise.web.pages import report
from loopwise.web.parts.week_form import conflict
from loopwise.web.reporting import open_report, reports_here
from loopwise.web.server import LabServer
from loopwise.web.visit import Visit


@pytest.fixture
def file(project):  # noqa: F811
    return project / "2025-05-08.md"


@pytest.fixture
def visit(file):
    return Visit.of("/report", f"?file={file}")


def plain(part):
    return json.dumps(part, default=lambda item: item.to_plotly_json(), ensure_ascii=False)


def part(file, key):
    return part_named(load_week(file).source, key).text


def held(file, key):
    return {"key": key, "base": part(file, key)}


def picture(mode="RGB", **extra):
    made = io.BytesIO()
    image = Image.new(mode, (4000, 1000), 128)
    exif = image.getexif()
    exif[0x8825] = {2: (37.0, 33.0, 0.0)}  # where it was taken
    image.save(made, "JPEG", exif=exif, **extra)
    return made.getvalue()


def test_every_part_of_the_form_has_a_box(visit, file):
    page, _ = show(visit)
    drawn = plain(page)
    for one in open_report(str(file)).parts:
        assert f'"type": "report-part", "index": "{one.key}"' in drawn
    assert "고칠 곳" in drawn or "nothing to mend" in drawn


def test_every_callback_has_ids_that_exist(app, visit, file, monkeypatch):
    monkeypatch.setenv("SLACK_BOT_TOKEN", "t")
    (file.parent / "team.toml").write_text('slack = "C1"\n', encoding="utf-8")
    drawn = plain(
        [show(visit)[0], show(Visit.of("/report", ""))[0], conflict("a", "b", "c"), report.asked(visit, 1)]
    )
    for callback in app.callback_map.values():
        for one in (*callback["inputs"], *callback["state"]):
            if "report-" in one["id"]:
                kind = re.search('"type":"([a-z-]+)"', one["id"])
                wanted = f'"type": "{kind[1]}"' if kind else f'"id": "{one["id"]}"'
                assert wanted in drawn, one


def test_what_is_written_is_saved_and_the_page_drawn_again(visit, file):
    base, told = report.saved(visit, "- 새 목표 [x](htp://y)", held(file, "goals"))
    assert part(file, "goals") == base["base"] == "- 새 목표 [x](htp://y)" and told is None
    ids = [{"type": "report-mark", "index": key} for key in ("goals", "plan")]
    sheets, marks, stamp = report.drawn(visit, [], 0, "", ids)
    assert plain(sheets).count("data:image/png;base64,") >= 1
    assert "htp" in plain(marks[0]) and "lw-fine" in plain(marks[1])
    again = report.drawn(visit, [], 1, stamp, ids)
    assert "htp" not in plain([str(one) for one in again])  # nothing new: nothing is sent


def test_a_conflict_is_shown_and_ends_as_its_reader_wants(visit, file):
    old = held(file, "plan")
    report.saved(visit, "- 남의 글", old)
    for name, wanted in (("theirs", "- 남의 글"), ("both", "- 남의 글\n\n- 내 글"), ("mine", "- 내 글")):
        _, told = report.saved(visit, "- 내 글", old)
        assert "- 남의 글" in plain(told) and part(file, "plan").startswith("- 남의 글")
        value, base, gone = report.decided(name, visit, 1, "- 내 글", old)
        assert (value, base["base"], gone) == (wanted, wanted, None) and part(file, "plan") == wanted
    assert [one.read_text("utf-8") for one in (file.parent / "conflicts").iterdir()] == ["- 내 글"]


def test_a_picture_is_made_small_and_loses_where_it_was_taken(visit, file):
    contents = "data:image/jpeg;base64," + base64.b64encode(picture()).decode()
    text = report.attached(visit, contents, "../../우리 모임.jpg")
    report.saved(visit, text, held(file, "attachments"))
    line = part(file, "attachments").split("\n")[-1]
    assert line == "![우리 모임](pictures/우리_모임.jpg)"
    with Image.open(file.parent / "pictures" / "우리_모임.jpg") as made:
        assert made.size == (2000, 500) and not made.getexif()
    assert report.attached(visit, contents, "우리 모임.jpg").endswith(line)  # the same picture is one file
    with pytest.raises(LoopwiseError):
        report.attached(visit, "data:image/png;base64," + base64.b64encode(b"no").decode(), "a.png")


@pytest.mark.parametrize("name", formats())
def test_it_is_handed_out_in_every_format(visit, name):
    made = report.built(name, visit, 1)
    data = base64.b64decode(made["content"])
    if name == "md":
        assert "2025-05-08.md" in zipfile.ZipFile(io.BytesIO(data)).namelist()
    else:
        assert made["filename"] == f"2025-05-08.{name}" and len(data) > 1000


def test_only_a_report_is_opened_or_written_to(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "notes.md").write_text("# mine\n", encoding="utf-8")
    (tmp_path / "secret.txt").write_text("---\n", encoding="utf-8")
    for name in ("notes.md", "secret.txt", "nope.md", "", "/etc/passwd"):
        with pytest.raises(LoopwiseError):
            report.saved(Visit.of("/report", f"?file={name}"), "x", {"key": "goals", "base": ""})
    assert (tmp_path / "notes.md").read_text(encoding="utf-8") == "# mine\n"
    for wrong in (None, "goals", {"key": 3}, {"key": "x" * 999}):
        with pytest.raises(BadRequest):
            report.saved(Visit.of("/report", ""), "x", wrong)


def test_a_new_one_is_begun_with_the_teams_data(file, monkeypatch):
    monkeypatch.chdir(file.parent)
    address = report.begun(Visit.of("/report", ""), 1)
    (made,) = (one for one in reports_here() if one.parent.name == "reports")
    assert made.as_posix() in address.replace("%2F", "/") and load_week(made).participants == (
        "팀원 A",
        "팀원 B",
    )
    assert report.begun(Visit.of("/report", ""), 1) == address and len(reports_here()) == 2


def test_nothing_is_sent_before_the_question_is_answered(visit, monkeypatch):
    monkeypatch.setenv("SLACK_BOT_TOKEN", "t")
    sent = []
    monkeypatch.setattr("loopwise.reports.sending.send_file", lambda *given, **more: sent.append(more))
    with pytest.raises(LoopwiseError, match=r"team\.toml"):
        report.asked(visit, 1)
    team = load_week(visit.query["file"]).path.parent / "team.toml"
    team.write_text('slack = "C1"\n', encoding="utf-8")
    asked, opened = report.asked(visit, 1)
    assert opened and "C1" in plain(asked) and not sent
    assert report.sent(visit, None, 1)[1] is False and not sent
    report.sent(visit, 1, None)
    assert [one["channel"] for one in sent] == ["C1"]
    assert "보냈습니다" in plain(report.asked(visit, 1)[0]) or "were sent" in plain(report.asked(visit, 1)[0])


@pytest.mark.browser
def test_two_write_at_once_in_the_browser(chromium, file):
    """One writes the goals, the other the plan: both pages show both, and nobody's text is lost."""
    with LabServer(language="en") as lab:
        origin = lab.url.split("/?")[0]
        people = []
        for _ in range(2):
            page = chromium.new_context(viewport={"width": 1280, "height": 900}).new_page()
            page.goto(lab.url)
            page.goto(f"{origin}/report?file={file}")
            page.wait_for_selector(".lw-sheet", timeout=60_000)
            people.append(page)
        first, second = people
        before = [page.locator(".lw-sheet").first.get_attribute("src") for page in people]
        goals, plan = first.get_by_label("Learning goals"), second.get_by_label("Plan", exact=True)
        goals.press("Control+End")
        goals.type("\n- from the first")
        plan.press("Control+End")
        plan.type("\n- from the second")
        for page, old in zip(people, before, strict=True):
            page.wait_for_function(
                "old => document.querySelector('.lw-sheet').src !== old", arg=old, timeout=60_000
            )
        for _ in range(200):
            if "from the first" in part(file, "goals") and "from the second" in part(file, "plan"):
                break
            first.wait_for_timeout(100)
        assert part(file, "goals").endswith("- from the first") and part(file, "plan").endswith(
            "- from the second"
        )
        assert all(page.locator(".lw-theirs").count() == 0 for page in people)
