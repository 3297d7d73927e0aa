"""The Report page: its parts are saved one by one, its marks follow the checks, its files are the exporters'."""

from __future__ import annotations

import base64
import io
import json
import re
import signal
import subprocess
import sys
import time
import zipfile

import pytest
from PIL import Image
from reports.conftest import project  # noqa: F401  # a report without a single problem
from werkzeug.exceptions import BadRequest

from loopwise import store
from loopwise.errors import LoopwiseError
from loopwise.records import FitResult
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
    return {"key": key, "base": part(file, key), "page": "one", "at": 0}


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
    sheets, marks, stamp, now = report.drawn(visit, [], 0, "", ids)
    assert now["parts"]["goals"] == base["base"] and now["at"] >= base["at"]
    assert plain(sheets).count("data:image/png;base64,") >= 1
    assert "htp" in plain(marks[0]) and "lw-fine" in plain(marks[1])
    again = report.drawn(visit, [], 1, stamp, ids)
    assert "htp" not in plain([str(one) for one in again])  # nothing new: nothing is sent


def test_a_conflict_is_shown_and_ends_as_its_reader_wants(visit, file):
    old = held(file, "plan")
    report.saved(visit, "- 남의 글", old)
    for name, wanted in (("theirs", "- 남의 글"), ("both", "- 남의 글\n\n- 내 글"), ("mine", "- 내 글")):
        _, told = report.saved(visit, "- 내 글", old | {"page": "two"})
        assert "- 남의 글" in plain(told) and part(file, "plan").startswith("- 남의 글")
        value, base, gone = report.decided(name, visit, 1, "- 내 글", old)
        assert (value, base["base"], gone) == (wanted, wanted, None) and part(file, "plan") == wanted
    assert [one.read_text("utf-8") for one in (file.parent / "conflicts").iterdir()] == ["- 내 글"]


def test_a_picture_is_made_small_and_loses_where_it_was_taken(visit, file):
    contents = "data:image/jpeg;base64," + base64.b64encode(picture()).decode()
    text = report.attached(visit, contents, "../../우리 모임.jpg", "- 아직 저장되지 않은 글")
    report.saved(visit, text, held(file, "attachments"))
    line = part(file, "attachments").split("\n")[-1]
    assert line == "![우리 모임](pictures/우리_모임.jpg)"
    assert part(file, "attachments").startswith("- 아직 저장되지 않은 글")
    with Image.open(file.parent / "pictures" / "우리_모임.jpg") as made:
        assert made.size == (2000, 500) and not made.getexif()
    assert report.attached(visit, contents, "우리 모임.jpg", "").endswith(
        line
    )  # the same picture is one file
    with pytest.raises(LoopwiseError):
        report.attached(visit, "data:image/png;base64," + base64.b64encode(b"no").decode(), "a.png", "")


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


def test_who_writes_faster_than_answers_come_is_not_in_conflict_with_oneself(visit, file):
    old = held(file, "plan")
    for typed in ("- a", "- ab", "- abc"):  # each from the base of before the first answer
        _, told = report.saved(visit, typed, old)
        assert told is None and part(file, "plan") == typed
    assert report.saved(visit, "- other", old | {"page": "two"})[1] is not None


@pytest.fixture
def opens(chromium, file):
    """Open the report in as many browsers as are asked for, of one lab."""
    with LabServer(language="en") as lab:
        yield lambda: opened(chromium, lab.url, file)


def opened(chromium, url, file):
    page = chromium.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.goto(url)
    page.goto(f"{url.split('/?')[0]}/report?file={file}")
    page.wait_for_selector(".lw-sheet", timeout=60_000)
    return page


def until(page, holds):
    for _ in range(300):
        if holds():
            return True
        page.wait_for_timeout(100)
    return False


@pytest.mark.browser
def test_two_write_at_once_in_the_browser(opens, file):
    """One writes the goals, the other the plan: both pages show both; in one part at once, neither text is lost."""
    first, second = opens(), opens()
    before = [page.locator(".lw-sheet").first.get_attribute("src") for page in (first, second)]
    first.get_by_label("Learning goals").press("Control+End")
    first.get_by_label("Learning goals").type("\n- from the first")
    plan = second.get_by_label("Plan", exact=True)
    plan.press("Control+End")
    plan.type("\n- from the second")
    for page, old in zip((first, second), before, strict=True):
        page.wait_for_function(
            "old => document.querySelector('.lw-sheet').src !== old", arg=old, timeout=60_000
        )
    theirs = first.get_by_label("Plan", exact=True)
    assert until(first, lambda: theirs.input_value().endswith("- from the second"))
    goals = second.get_by_label("Learning goals")
    assert until(second, lambda: goals.input_value().endswith("- from the first"))
    assert part(file, "goals").endswith("- from the first")
    assert all(page.locator(".lw-theirs").count() == 0 for page in (first, second))

    old = second.locator(".lw-sheet").first.get_attribute("src")
    theirs.press("Control+End")  # now both stand in the plan: what is being written is not touched
    theirs.type("\n- one more")
    assert until(first, lambda: part(file, "plan").endswith("- one more"))
    second.wait_for_function("old => document.querySelector('.lw-sheet').src !== old", arg=old)
    assert "one more" not in plan.input_value()
    plan.type("\n- and mine")
    second.wait_for_selector(".lw-theirs", timeout=60_000)
    assert plan.input_value().endswith("- from the second\n- and mine")
    assert part(file, "plan").endswith("- from the second\n- one more")
    (kept,) = (file.parent / "conflicts").iterdir()
    assert until(second, lambda: kept.read_text("utf-8").endswith("- from the second\n- and mine"))
    second.get_by_role("button", name="Both, theirs first").click()
    assert until(second, lambda: part(file, "plan").endswith("- and mine"))
    assert "- one more" in part(file, "plan")
    assert until(second, lambda: "- one more" in plan.input_value())  # told after the file is written


DROP = """([place, name, text]) => {
    const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([bytes], name, { type: "image/jpeg" }));
    for (const kind of ["dragenter", "dragover", "drop"])
        place.dispatchEvent(new DragEvent(kind, { dataTransfer, bubbles: true, cancelable: true }));
}"""


@pytest.mark.browser
def test_a_kept_result_and_a_picture_are_dropped_in(opens, file):
    number = store.keep(FitResult(data="digits", recipe="multi_class"), title="a fit to drop")
    page = opens()
    chip, plan = page.locator(".lw-chip"), page.get_by_label("Plan", exact=True)
    plan.scroll_into_view_if_needed()
    start, end = chip.bounding_box(), plan.bounding_box()
    page.mouse.move(start["x"] + 9, start["y"] + 9)
    page.mouse.down()
    page.mouse.move(end["x"] + 9, end["y"] + 20, steps=5)
    page.mouse.up()
    line = f"{{{{ loopwise: fit {number} | a fit to drop }}}}"  # on a line of its own, wherever it fell
    assert until(page, lambda: line in part(file, "plan").split("\n"))
    drop = page.locator("#report-drop .lw-drop, #report-drop").last
    drop.evaluate(
        f"(place, given) => ({DROP})([place, ...given])",
        ["우리 모임.jpg", base64.b64encode(picture()).decode()],
    )
    assert until(page, lambda: "(pictures/우리_모임.jpg)" in part(file, "attachments"))
    assert page.get_by_label("Attachments").input_value().endswith("(pictures/우리_모임.jpg)")


@pytest.mark.browser
@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_kill_9_while_somebody_types_costs_the_last_second(chromium, file):
    """Keys go on without a pause that would save them; the lab is killed among them."""
    command = [sys.executable, "-m", "loopwise", "lab", "--no-browser", "--port", "0", "--language", "en"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as lab:
        url = re.search(r"http\S+", lab.stdout.readline())[0]
        page = opened(chromium, url, file)
        box, typed = page.get_by_label("Plan", exact=True), []
        box.press("Control+End")
        began = time.monotonic()
        while (now := time.monotonic() - began) < 6:
            word = f" {len(typed):04}"
            box.press_sequentially(word, delay=20)
            typed.append((now, word))
        lab.send_signal(signal.SIGKILL)
        ended = time.monotonic() - began
    kept = part(file, "plan")
    lost = [at for at, word in typed if word not in kept]
    seconds = ended - min(lost, default=ended)
    print(f"{len(typed)} words typed in {ended:.1f} s, the last {seconds:.2f} s of them lost")
    early = [word for at, word in typed if at < 2]  # four seconds to save it: machines are busy
    assert early and all(word in kept for word in early)
