"""Every page answers in both languages; its callbacks are plain functions that can be asked."""

from __future__ import annotations

import base64
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from dash.development.base_component import Component
from werkzeug.exceptions import BadRequest

from loopwise import store, web
from loopwise.data import columns_of
from loopwise.errors import LoopwiseError
from loopwise.faults import catalogue
from loopwise.recipes import recipe_named, recipes
from loopwise.records import (
    Confusion,
    Curve,
    Epoch,
    Finding,
    FitResult,
    Place,
    Rows,
    Scores,
    Series,
    WatchReport,
)
from loopwise.text import speaking
from loopwise.web.app import show
from loopwise.web.page import pages
from loopwise.web.pages import check, home, kept, recipe
from loopwise.web.parts import runs, threshold
from loopwise.web.reading import read_file
from loopwise.web.uploads import forget_uploads, keep_upload, upload_named
from loopwise.web.visit import Visit

RESULT = FitResult(
    data="breast_cancer",
    recipe="binary",
    epochs=2,
    best_epoch=2,
    rows=Rows(60, 15, 4),
    classes=("malignant", "benign"),
    positive="malignant",
    history=(Epoch(1, 0.7, 0.69), Epoch(2, 0.6, 0.61)),
    metrics=dict.fromkeys(("test", "linear", "dummy"), dict.fromkeys(recipe_named("binary").metrics, 0.75)),
    curves={"roc": Curve((0, 0.5, 1), (0, 1, 1)), "precision_recall": Curve((1, 0), (0.5, 1))},
    confusion=Confusion(1, 1, 0, 2),
    validation=Scores((1, 0, 1), (0.9, 0.2, 0.4)),
    test=Scores((1, 1, 0, 0), (0.9, 0.55, 0.6, 0.1)),
)

EVERYWHERE = [
    "/",
    "/check",
    "/fault",
    "/recipe",
    *(f"/recipe/{one.name}" for one in recipes()),
    "/descent",
    "/landscape",
    "/compare",
    "/runs",
    "/trace",
    "/kept",
    "/report",
    *(f"/fault/{f.name}" for f in catalogue()),
]


def plain(part: object) -> str:
    """Return the JSON a component is sent as."""
    return json.dumps(part, default=lambda item: item.to_plotly_json(), ensure_ascii=False)


def links(part: object) -> set[str]:
    return set(re.findall(r'"href": "(/[^"]*)"', plain(part)))


@pytest.mark.parametrize("address", EVERYWHERE)
@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_page_draws_in_both_languages(address, language):
    visit = Visit.of(address, f"?lang={language}")
    with speaking(language):
        page, title = show(visit)
    hangul = re.findall("[가-힣]", plain(page))
    assert title.endswith("loopwise")
    assert len(hangul) > 30 if language == "ko" else len(hangul) <= len("한국어"), plain(page)


@pytest.mark.parametrize("address", EVERYWHERE)
def test_no_link_of_a_page_is_dead(address):
    page, _ = show(Visit.of(address, ""))
    for link in links(page):
        target = Visit.of(*(link.split("?")[0], link.partition("?")[2]))
        assert target.page in pages(), link
        show(target)


def test_home_has_a_card_for_what_there_is_and_no_more():
    page, _ = show(Visit())
    carded = {f"/{name}" for name, one in pages().items() if one.card}
    assert {"/check", "/recipe", "/fault"} <= carded <= links(page)


def test_a_first_visit_begins_with_four_cards():
    assert [name for name, one in pages().items() if one.first] == ["check", "recipe", "descent", "compare"]


def test_a_page_that_does_not_exist_says_so():
    page, _ = show(Visit.of("/nothing", ""))
    assert "There is no such page." in plain(page)


def test_an_unknown_fault_names_the_nearest():
    with pytest.raises(LoopwiseError, match="gradients-accumulate"):
        show(Visit.of("/fault/gradients-acumulate", ""))


def test_home_leads_from_a_symptom_to_its_fault():
    for question in ("loss stuck at 1.461", "로스가 1.461에서 안 내려가요"):
        found, address = home.answer(Visit(), question)
        assert "/fault/softmax-before-cross-entropy" in links(found)
        assert address == {"q": question}


def test_home_without_a_question_is_silent_and_an_unknown_one_leads_to_check():
    assert home.answer(Visit(), "  ") == (None, {"q": None})
    found, _ = home.answer(Visit(), "qwertyuiop zxcvbnm")
    assert links(found) == {"/check"}


def test_home_shows_the_last_five_results_on_a_second_visit():
    assert "Your last results" not in plain(show(Visit())[0])
    for number in range(7):
        store.keep(RESULT, title=f"run {number}")
    page = plain(show(Visit())[0])
    assert "run 6" in page and "run 2" in page and "run 1" not in page


def test_check_reads_what_is_pasted():
    bad = next(f for f in catalogue() if f.name == "softmax-before-cross-entropy").bad
    found, out_of_the_way = check.answer(Visit(), check.pasted(Visit(), 1, bad))
    assert out_of_the_way
    assert "1.461" in plain(found) and "check-repaired" in plain(found)
    saved = check.repaired(Visit(), 1, check.pasted(Visit(), 1, bad))
    text = base64.b64decode(saved["content"]).decode()
    assert saved["filename"] == "pasted.repaired.py"
    assert "Softmax" in bad and "Softmax" not in text


@pytest.mark.parametrize("source", ["", "   \n"])
def test_check_asks_for_code_where_there_is_none(source):
    with pytest.raises(LoopwiseError):
        check.pasted(Visit(), 1, source)


def test_check_tells_what_is_wrong_with_a_broken_program():
    found, out_of_the_way = check.answer(Visit(), {"name": "a.py", "text": "def f(:\n  x"})
    assert not out_of_the_way and "lw-notice" in plain(found)


def test_check_refuses_a_file_that_is_not_text():
    with pytest.raises(LoopwiseError, match="not a text file"):
        check.dropped(Visit(), "data:;base64," + base64.b64encode(b"\xff\xfe\x00x").decode(), "a.py")


def test_check_reads_a_folder_of_this_computer_and_its_files(tmp_path):
    bad = next(f for f in catalogue() if f.name == "softmax-before-cross-entropy").bad
    (tmp_path / "주간 6").mkdir()
    (tmp_path / "주간 6" / "net.py").write_text(bad, encoding="utf-8")
    (tmp_path / "right.py").write_text("import torch\n", encoding="utf-8")
    data, address = check.named(Visit(), 1, f" {tmp_path} ")
    assert address == {"folder": str(tmp_path), "file": None, "example": None}
    found, out_of_the_way = check.answer(Visit(), data)
    assert out_of_the_way and "net.py" in plain(found) and "right.py" not in plain(found)
    file = {"file": str(tmp_path / "주간 6" / "net.py")}
    assert "check-repaired" in plain(check.answer(Visit(), file)[0])
    saved = check.repaired(Visit(), 1, file)
    assert (
        saved["filename"] == "net.repaired.py"
        and "Softmax" not in base64.b64decode(saved["content"]).decode()
    )


@pytest.mark.parametrize(
    "data", [{"folder": "no/such/folder"}, {"file": "no/such/file.py"}, {"folder": "\0"}]
)
def test_check_tells_of_a_folder_or_file_that_is_not_there(data):
    found, out_of_the_way = check.answer(Visit(), data)
    assert not out_of_the_way and "lw-notice" in plain(found)


def test_check_asks_for_a_folder_where_none_is_named():
    with pytest.raises(LoopwiseError):
        check.named(Visit(), 1, "  ")


def test_a_repaired_file_keeps_what_belongs_to_a_file_it_imports(tmp_path):
    bad = next(f for f in catalogue() if f.name == "softmax-before-cross-entropy").bad
    (tmp_path / "net.py").write_text(bad, encoding="utf-8")
    (tmp_path / "main.py").write_text("import net\n\nprint(net)\n", encoding="utf-8")
    reading = read_file(str(tmp_path / "main.py"))
    assert reading.report.findings and reading.repaired == "import net\n\nprint(net)\n"


def test_a_file_of_korean_windows_keeps_its_encoding():
    bad = next(f for f in catalogue() if f.name == "softmax-before-cross-entropy").bad
    raw = ("# 학습\n" + bad).replace("\n", "\r\n").encode("cp949")
    data = check.dropped(Visit(), "data:;base64," + base64.b64encode(raw).decode(), "학습.py")
    saved = base64.b64decode(check.repaired(Visit(), 1, data)["content"])
    assert saved.decode("cp949").startswith("# 학습\r\n")
    assert b"Softmax" not in saved and saved.count(b"\n") == saved.count(b"\r\n")


def test_rate_seed_optimiser_and_device_are_said_where_they_are_not_the_usual():
    from loopwise.training.choices import Choices
    from loopwise.training.optimizers import optimizer_names

    assert optimizer_names() == runs.OPTIMIZERS
    usual = Choices("mlp")
    assert {name: getattr(usual, name) for name in runs.USUAL} == runs.USUAL
    form = ("digits", None, None, None, 5, "mlp")
    assert recipe.arguments(Visit(), *form, 0.001, 0, "adam", "cpu", shown=True) == {
        "data": "digits",
        "epochs": 5,
    }
    asked = recipe.arguments(Visit(), *form, 0.1, 3, "sgd", "cpu", shown=True)
    assert runs.command_line(asked) == "loopwise fit digits --epochs 5 --lr 0.1 --seed 3 --optimizer sgd"
    with pytest.raises(BadRequest):
        recipe.arguments(Visit(), *form, 0.1, 3, "cheating", "cpu", shown=True)


def test_a_recipe_run_is_shown_as_python_and_as_a_command():
    asked = recipe.arguments(Visit(), "breast_cancer", None, None, None, 30, shown=True)
    assert asked == {"data": "breast_cancer", "epochs": 30}
    assert runs.python_line(asked) == 'loopwise.fit("breast_cancer", epochs=30)'
    assert runs.command_line(asked) == "loopwise fit breast_cancer --epochs 30"


def test_an_own_file_is_known_by_its_key_only():
    path = keep_upload("내 집.csv", b"size;sold\n1;yes\n2;no\n")
    key = {"key": f"{path.parent.name}/{path.name}"}
    assert upload_named(key["key"]) == path and columns_of(path) == ["size", "sold"]
    asked = recipe.arguments(Visit(), runs.OWN_FILE, key, "sold", " ", 10, shown=False)
    assert asked == {"data": str(path), "target": "sold", "epochs": 10}
    shown = recipe.arguments(Visit(), runs.OWN_FILE, key, "sold", "yes", 10, shown=True)
    assert runs.command_line(shown) == 'loopwise fit "내 집.csv" --target sold --positive yes --epochs 10'
    for wrong in ("../../etc/passwd", "x/y", "", "//"):
        with pytest.raises(LoopwiseError):
            recipe.arguments(Visit(), runs.OWN_FILE, {"key": wrong}, "sold", "", 10, shown=False)


def test_uploads_are_forgotten_after_a_day():
    path = keep_upload("a.csv", b"a,b\n1,2\n")
    forget_uploads()
    assert path.exists()
    forget_uploads(older=-1)
    assert not path.exists()


def test_moving_the_threshold_changes_recall():
    number = store.keep(RESULT)
    view, *figures = threshold.moved(Visit(), 0.58, 10, 1, "dark", number)
    assert len(figures) == 3 and all(figure["data"] for figure in figures)
    shown = plain(view)
    assert "0.500" in shown  # recall: one of two positives is found; accuracy: two of four
    low, *_ = threshold.moved(Visit(), 0.3, 10, 1, "light", number)
    assert "1.000" in plain(low)


def test_the_cheapest_threshold_follows_the_costs():
    number = store.keep(RESULT)
    low = threshold.cheapest(Visit(), 1, 100, 1, number)
    assert 0.2 < low <= 0.4  # finds the positive validation row at 0.4


@pytest.mark.parametrize("value", ["0.5", None, 7, float("nan")])
def test_a_threshold_that_is_none_is_a_bad_request(value):
    with pytest.raises(BadRequest):
        threshold.moved(Visit(), value, 1, 1, "light", store.keep(RESULT))


def test_a_kept_result_opens_and_is_removed_only_when_confirmed():
    number = store.keep(RESULT, title="week 8")
    visit = Visit.of(f"/kept/{number}", "?threshold=0.3")
    page = plain(show(visit)[0])
    assert "week 8" in page and '"value": 0.3' in page and "kept-confirm" in page
    kept.removed(visit, None)
    assert store.kept(number)
    assert kept.removed(visit, 1) == "/kept"
    with pytest.raises(LoopwiseError):
        store.kept(number)


def test_a_watched_run_is_shown_with_its_findings_and_its_loss():
    found = Finding(
        "softmax-before-cross-entropy",
        Place("train.py", 9),
        "error",
        evidence={"classes": 10, "floor": 1.461},
        step=0,
    )
    report = WatchReport(
        "train.py", (found,), steps=60, losses={"cross_entropy": Series((0, 50), (2.3, 1.5))}
    )
    number = store.keep(report)
    page = plain(show(Visit.of(f"/kept/{number}", ""))[0])
    assert "1.461" in page and "runs-loss" in page
    with pytest.raises(BadRequest):
        threshold.moved(Visit(), 0.5, 1, 1, "dark", number)


def test_a_list_of_kept_results_names_its_metrics():
    store.keep(RESULT)
    with speaking("ko"):
        assert "재현율(recall) 0.75" in plain(show(Visit.of("/kept", "?lang=ko"))[0])


def test_the_template_is_a_program_without_us():
    saved = recipe.template(Visit.of("/recipe/binary", "?lang=en"), 1)
    assert saved["filename"] == "binary.py"
    compile(saved["content"], "binary.py", "exec")
    assert "loopwise" not in saved["content"]


def test_every_callback_of_the_page_has_ids_that_exist(app):
    """A renamed id would fail only in the browser; all ids of inputs must be drawn by some page."""
    from dash._callback import GLOBAL_CALLBACK_LIST

    assert GLOBAL_CALLBACK_LIST == []
    drawn = plain([show(Visit.of(address, "")) for address in EVERYWHERE])
    drawn += plain(show(Visit.of(f"/kept/{store.keep(RESULT)}", ""))) + plain(app.layout())
    drawn += plain(show(Visit.of(f"/runs/{store.keep(WatchReport('train.py', ()))}", "")))
    bad = next(f for f in catalogue() if f.name == "softmax-before-cross-entropy").bad
    drawn += plain(check.answer(Visit(), check.pasted(Visit(), 1, bad)))
    # Parts that only an answer draws (an open report, a kept landscape, a map of features) stand in the source.
    source = "".join(path.read_text(encoding="utf-8") for path in Path(web.__file__).parent.rglob("*.py"))
    written = set(re.findall(r'(?:id=|_number\()"([\w-]+)"', source))
    for callback in app.callback_map.values():
        for part in (*callback["inputs"], *callback["state"]):
            # tests/web/test_loss_grid.py, test_report_page.py, test_landscape_page.py
            own = part["id"].startswith(("{", "report-", "landscape-to-"))
            assert own or part["id"] in written or f'"id": "{part["id"]}"' in drawn, part


def test_the_index_names_the_language(client):
    class Html(HTMLParser):
        language = ""

        def handle_starttag(self, tag, attrs):
            if tag == "html":
                self.language = dict(attrs).get("lang", "")

    for language in ("ko", "en"):
        parser = Html()
        parser.feed(client.get(f"/check?lang={language}").text)
        assert parser.language == language


def test_pages_are_found_by_their_file_names():
    assert {"", "check", "descent", "fault", "landscape", "kept", "recipe", "report", "runs"} <= set(pages())
    assert all(isinstance(page.layout(Visit()), Component) for page in pages().values())
