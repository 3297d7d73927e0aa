"""A real browser walks the lab: what a person sees, with no foreign request and no word in the console.

Needs chromium: see tests/conftest.py.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import torch
from torch import nn

from loopwise import jobs, store
from loopwise.diagnosis.watching import watch
from loopwise.web.server import LabServer

pytestmark = pytest.mark.browser

PAGES = (
    "/",
    "/?q=2.303",
    "/check",
    "/check?example=softmax-before-cross-entropy",
    "/fault",
    "/kept",
    "/fault/softmax-before-cross-entropy",
    "/recipe/binary",
    "/descent",
    "/landscape",
    "/compare",
    "/trace",
)

CELLS = [
    "import torch\nimport torch.nn as nn\nimport torch.nn.functional as F\n",
    """class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(784, 128)
        self.fc2 = nn.Linear(128, 10)

    def forward(self, x):
        x = F.relu(self.fc1(x))  # 은닉층
        return F.softmax(self.fc2(x), dim=1)
""",
    """model = Net()
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters())
""",
    """for x, y in loader:
    optimizer.zero_grad()
    loss = criterion(model(x), y)
    loss.backward()
    optimizer.step()
""",
]
NOTEBOOK = json.dumps(
    {
        "cells": [
            {"cell_type": "code", "metadata": {}, "execution_count": None, "outputs": [], "source": text}
            for text in CELLS
        ],
        "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    },
    ensure_ascii=False,
    indent=1,
)
DRIVER = "GL Driver Message|willReadFrequently"  # the browser about drawing without a graphics card
MISTAKE = "F.softmax(self.fc2(x), dim=1)"


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LOOPWISE_HOME", str(tmp_path_factory.mktemp("lab")))
        with LabServer() as server:
            yield server


@pytest.fixture
def home(lab):
    """Take the place of the other tests' folder: here all share the lab's."""


class Tab:
    """One browser tab in the lab, and everything it asked for or complained about."""

    def __init__(self, lab, chromium, language="en", width=1366, scheme="light"):
        locale = {"ko": "ko-KR", "en": "en-US"}[language]
        size = {"width": width, "height": 800}
        self.context = chromium.new_context(
            locale=locale, viewport=size, color_scheme=scheme, accept_downloads=True
        )
        self.context.set_default_timeout(30_000)
        self.page = self.context.new_page()
        self.origin = "{0.scheme}://{0.netloc}".format(urlsplit(lab.url))
        self.foreign: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", self._asked)
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda problem: self.complaints.append(str(problem)))
        self.page.goto(lab.url)
        self.page.wait_for_selector("h1")

    def go(self, address: str) -> None:
        self.page.goto(self.origin + address)
        self.page.wait_for_selector("h1")

    def text(self) -> str:
        return self.page.inner_text("main")

    def _asked(self, request) -> None:
        if not request.url.startswith((self.origin, "data:", "blob:")):
            self.foreign.append(request.url)

    def _said(self, message) -> None:
        if message.type in ("error", "warning") and not re.search(DRIVER, message.text):
            self.complaints.append(message.text)


@pytest.fixture
def tab(lab, chromium):
    opened: list[Tab] = []

    def open_tab(**options) -> Tab:
        opened.append(Tab(lab, chromium, **options))
        return opened[-1]

    yield open_tab
    for one in opened:
        one.context.close()
        assert not one.foreign, "a page asked somebody else"
        assert not one.complaints, "the console complained"


@pytest.mark.parametrize(
    ("language", "found", "save"),
    [
        ("ko", "찾은 문제 1개", "고친 파일 내려받기"),
        ("en", "Problems found: 1", "Download the repaired file"),
    ],
)
def test_a_pasted_notebook_is_explained_and_mended(tab, tmp_path, language, found, save):
    here = tab(language=language)
    here.page.click("a[href='/check']")
    here.page.fill("#check-source", NOTEBOOK)
    here.page.click("#check-read")
    here.page.wait_for_selector(".lw-finding")
    assert found in here.text() and "1.461" in here.text()
    assert here.page.inner_text("mark.lw-mark") == MISTAKE
    with here.page.expect_download() as download:
        here.page.get_by_role("button", name=save).click()
    path = tmp_path / download.value.suggested_filename
    download.value.save_as(path)
    mended = json.loads(path.read_text(encoding="utf-8"))
    sources = ["".join(cell["source"]) for cell in mended["cells"]]
    assert sources == [text.replace(MISTAKE, "self.fc2(x)") for text in CELLS]


def test_a_folder_is_read_and_one_of_its_files_opened(tab, tmp_path):
    (tmp_path / "train.py").write_text("\n".join(CELLS), encoding="utf-8")
    (tmp_path / "week.ipynb").write_text(NOTEBOOK, encoding="utf-8")
    here = tab(language="ko")
    here.go("/check")
    here.page.fill("#check-folder", str(tmp_path))
    here.page.press("#check-folder", "Control+Enter")
    here.page.wait_for_selector("text=찾은 문제 2개")
    here.page.reload()
    here.page.get_by_role("link", name="week.ipynb").click()
    here.page.wait_for_selector("mark.lw-mark")
    assert here.page.inner_text("mark.lw-mark") == MISTAKE
    here.page.go_back()
    here.page.wait_for_selector("text=찾은 문제 2개")
    here.page.click("#check-another")
    here.page.wait_for_selector("#check-read:visible")
    assert "folder" not in here.page.url


def test_a_dropped_file_is_read_and_kept_over_a_reload_and_another_language(tab, tmp_path):
    path = tmp_path / "주간 6.ipynb"
    path.write_text(NOTEBOOK, encoding="utf-8")
    here = tab(language="ko")
    here.go("/check")
    here.page.set_input_files("#check-drop input", path)
    here.page.wait_for_selector(".lw-finding")
    assert "주간 6.ipynb" in here.text()
    here.page.reload()
    here.page.wait_for_selector(".lw-finding")
    here.page.click("a[data-lang=en]")
    here.page.wait_for_selector("html[lang=en] .lw-finding")
    assert "CrossEntropyLoss" in here.text()


def test_breast_cancer_is_trained_and_recall_read_at_two_thresholds(tab):
    here = tab(language="ko")
    here.go("/recipe/binary")
    here.page.fill("#run-epochs", "30")
    here.page.click("#run-start")
    here.page.wait_for_selector("#run-progress:not([hidden])")
    here.page.wait_for_selector("#threshold-answer .lw-numbers", timeout=90_000)
    number = store.kept()[0].number
    result = store.kept(number).result
    positives = [p for label, p in zip(result.test.labels, result.test.probabilities, strict=True) if label]
    recall = {at: round(sum(p >= at for p in positives) / len(positives), 3) for at in (0.5, 0.4)}
    for at, wanted in recall.items():
        _move_to(here, at)
        _wait_for_recall(here, wanted)
    assert recall[0.5] <= recall[0.4] and recall[0.4] > 0.9
    assert "threshold=0.4" in here.page.url and "job=" in here.page.url

    there = tab(language="en", width=360)
    there.go(f"/kept/{number}?threshold=0.4")
    there.page.wait_for_selector("#threshold-answer .lw-numbers")
    _wait_for_recall(there, recall[0.4])
    there.page.locator(".js-plotly-plot .legend").nth(3).wait_for()  # all four curves are drawn
    assert _overflow(there) <= 0


def test_a_run_is_followed_over_a_reload_stopped_and_outlives_the_server(tab, chromium, lab):
    here = tab()
    here.go("/recipe/binary")
    here.page.fill("#run-epochs", "5000")
    here.page.click("details:has(#run-lr) summary")
    here.page.fill("#run-lr", "0.000001")  # so slow that it gets better to the last epoch: no early stop
    here.page.click("#run-start")
    here.page.wait_for_selector("#run-cancel:visible")
    here.page.reload()
    here.page.wait_for_selector("#run-cancel:visible", timeout=30_000)
    number = int(re.search(r"job=(\d+)", here.page.url)[1])
    with LabServer() as second:
        there = Tab(second, chromium)
        there.go(f"/recipe/binary?job={number}")
        there.page.wait_for_selector("#run-told:not(:empty)")
        there.page.click("#run-cancel:visible")
        there.page.wait_for_selector("#run-cancel", state="hidden", timeout=60_000)
        there.context.close()
        assert not there.foreign and not there.complaints
    assert jobs.job(number).state == "cancelled"


def test_a_kept_result_is_removed_after_a_question(tab):
    from loopwise.records import FitResult

    number = store.keep(FitResult(data="gone", recipe="binary"), title="to be removed")
    here = tab()
    here.go("/kept")
    here.page.get_by_role("link", name="to be removed").click()
    here.page.click("#kept-remove")
    here.page.click("#kept-cancel")
    here.page.wait_for_selector("#kept-confirm", state="hidden")
    assert store.kept(number)
    here.page.click("#kept-remove")
    here.page.click("#kept-confirm")
    here.page.wait_for_url("**/kept")
    here.page.wait_for_selector("h1:has-text('Kept results')")
    assert "to be removed" not in here.text()


def test_the_keyboard_alone_checks_a_program(tab):
    here = tab(language="ko")
    keys = here.page.keyboard
    _tab_to(here, "a[href='/check']")
    keys.press("Enter")
    here.page.wait_for_selector("#check-source")
    _tab_to(here, "#check-source")
    keys.insert_text("\n".join(CELLS))
    keys.press("Control+Enter")
    here.page.wait_for_selector(".lw-finding")
    _tab_to(here, "#check-repaired")
    with here.page.expect_download():
        keys.press("Enter")
    _tab_to(here, "#check-another")
    keys.press("Enter")
    here.page.wait_for_selector("#check-read:visible")


@pytest.mark.parametrize(("language", "pages"), [("ko", PAGES), ("en", PAGES[-2:])])
def test_no_page_is_wider_than_a_phone(tab, language, pages):
    here = tab(language=language, width=360)
    for address in pages:
        here.go(address)
        here.page.wait_for_load_state("networkidle")
        assert _overflow(here) <= 0, address


def test_the_scheme_follows_the_system_until_it_is_chosen(tab):
    here = tab(scheme="dark")
    assert _scheme(here) == "dark"
    here.page.click("[aria-label='Light or dark']")
    here.page.wait_for_selector("html[data-mantine-color-scheme=light]")
    here.page.reload()
    here.page.wait_for_selector("h1")
    assert _scheme(here) == "light"


def test_without_the_token_a_browser_is_told_what_to_do(lab, chromium):
    context = chromium.new_context()
    page = context.new_page()
    answer = page.goto("{0.scheme}://{0.netloc}/check".format(urlsplit(lab.url)))
    assert answer.status == 403 and "?token=" in page.inner_text("body")
    context.close()


def test_an_example_survives_in_a_file(tab, tmp_path: Path):
    """A .py file with Windows line ends is marked at the right characters."""
    path = tmp_path / "train.py"
    path.write_bytes("\n".join(CELLS).replace("\n", "\r\n").encode())
    here = tab()
    here.go("/check")
    here.page.set_input_files("#check-drop input", path)
    here.page.wait_for_selector(".lw-finding")
    assert here.page.inner_text("mark.lw-mark") == MISTAKE


def _move_to(here: Tab, threshold: float) -> None:
    """Move the slider by keys, as a person without a mouse does."""
    thumb = here.page.locator("#threshold [role=slider]")
    thumb.focus()
    now = float(thumb.get_attribute("aria-valuenow"))
    for _ in range(round(abs(now - threshold) * 100)):
        thumb.press("ArrowRight" if threshold > now else "ArrowLeft")
    here.page.wait_for_function(f"location.search.includes('threshold={threshold:g}')")


def _wait_for_recall(here: Tab, wanted: float) -> None:
    """Wait until the page shows this recall: the answer to the last key may take a while."""
    from playwright.sync_api import expect  # without it these tests are skipped

    shown = here.page.locator("#threshold-answer dl div", has_text="recall").locator("dd")
    expect(shown).to_have_text(f"{wanted:.3f}", timeout=30_000)


def _overflow(here: Tab) -> int:
    return here.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def _scheme(here: Tab) -> str:
    return here.page.evaluate("document.documentElement.getAttribute('data-mantine-color-scheme')")


def _tab_to(here: Tab, selector: str) -> None:
    for _ in range(60):
        here.page.keyboard.press("Tab")
        if here.page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    pytest.fail(f"{selector} cannot be reached with Tab")


def test_vgg_stands_beside_resnet_and_an_experiment_runs(tab):
    here = tab(language="ko")
    here.go("/compare?a=plain20&b=resnet20")
    here.page.wait_for_selector("#compare-picture")
    assert "269,722" in here.text()
    here.page.click("label:has-text('깊이')")
    here.page.wait_for_url("**axis=depth**")
    here.page.click("#exp-name")
    here.page.get_by_role("option", name="3x3 두 번과 5x5 한 번").click()
    for box in ("#exp-seeds", "#exp-epochs"):
        here.page.fill(box, "1")
    here.page.click("#exp-start")
    here.page.wait_for_selector("#exp-says li", timeout=90_000)
    assert store.kept()[0].kind == "experiment"


def test_a_model_is_walked_with_the_arrow_keys(tab):
    here = tab(language="ko")
    here.go("/trace?model=lenet5")
    here.page.wait_for_selector("#trace-panel h2")
    here.page.focus("#trace-graph")
    here.page.keyboard.press("ArrowDown")
    here.page.wait_for_selector("#trace-panel h2:has-text('c1')")
    assert here.page.get_attribute("[data-number='1']", "aria-current") == "step"
    here.page.click("[data-number='4']")
    here.page.wait_for_selector("#trace-panel h2:has-text('c3')")
    assert "2,416" in here.text()


@pytest.mark.parametrize(
    ("language", "width", "going_on", "over", "beneath"),
    [
        ("en", 1280, "training goes on", "finished", "What follows from it: 2"),
        ("ko", 390, "학습 중", "완료", "이 때문에 생긴 문제: 2개"),
    ],
)
def test_a_run_is_followed_to_its_end_its_root_cause_on_top(tab, language, width, going_on, over, beneath):
    place = store.sink("watch", "train.py")
    watched = watch(
        every=1, sink=place, done=place.finish, progress=place.add, source=lambda: None, script="train.py"
    )
    try:
        _learn_nothing(steps=60)
        place.add(watched.report())
        here = tab(language=language, width=width)
        here.go("/runs")
        here.page.click(f"a[href*='/runs/{place.number}']")
        here.page.wait_for_selector(f"#runs-told:has-text('{going_on}')")
        here.page.wait_for_selector("#runs-loss .main-svg")
        _learn_nothing(steps=60)
    finally:
        watched.stop()
    here.page.wait_for_selector(f"#runs-told:has-text('{over}')")
    here.page.wait_for_selector(f"details.lw-beneath:has-text('{beneath}')")
    cards = here.page.locator("#runs-found .lw-finding")
    assert "50.000" in cards.nth(0).inner_text() and not cards.nth(1).is_visible()
    here.page.click("details.lw-beneath summary")
    assert cards.nth(1).is_visible()
    here.page.wait_for_selector("#runs-layers .main-svg >> nth=1")
    wide = here.page.evaluate("document.documentElement.scrollWidth")
    assert wide <= width, "the page is wider than the window"


def _learn_nothing(steps):
    """Train on random labels, at a rate far too high."""
    torch.manual_seed(0)
    x, y = torch.randn(128, 10), torch.randint(0, 3, (128,))
    model = nn.Sequential(nn.Linear(10, 32), nn.ReLU(), nn.Linear(32, 3))
    optimizer = torch.optim.SGD(model.parameters(), lr=50.0)
    for _ in range(steps):
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(x), y).backward()
        optimizer.step()
