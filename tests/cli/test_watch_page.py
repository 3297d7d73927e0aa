"""`loopwise watch --output run.html`: a real run, written as a page, opened in a real browser."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from loopwise.faults import fault_named

ACCUMULATE = fault_named("gradients-accumulate")
NAME = "train.py" if os.name == "nt" else 'train <b> & "6".py'


@pytest.fixture(scope="module", params=["en", "ko"])
def run(request, tmp_path_factory):
    """Return language, what the process said, and the page of a run of the fault's example."""
    folder = tmp_path_factory.mktemp("run")
    (folder / NAME).write_text(ACCUMULATE.bad, encoding="utf-8")
    options = ["--language", request.param, "--output", "run.html", "--steps", "40"]
    return request.param, watched(folder, *options, NAME, "--lr", "0.1"), folder / "run.html"


def watched(folder, *arguments):
    return subprocess.run(
        [sys.executable, "-m", "loopwise", "watch", *arguments],
        cwd=folder,
        env={**os.environ, "LOOPWISE_HOME": str(folder / "home"), "OMP_NUM_THREADS": "1"},
        capture_output=True,
        encoding="utf-8",
    )


def test_a_run_of_the_example_gives_its_page(run):
    language, done, path = run
    assert done.returncode == 0, done.stderr[-2000:]
    html = path.read_text(encoding="utf-8")
    title = {"en": ACCUMULATE.title.en, "ko": ACCUMULATE.title.ko}[language].replace(")를", ")\u2060를")
    assert f"<h1>{title}</h1>" in html and "<mark>loss.backward()</mark>" in html
    assert '<span class="gutter">+</span>' in html and "optimizer.zero_grad()" in html
    assert {"en": "stopped at --steps", "ko": "--steps에서 멈춤"}[language] in html
    assert "loopwise watch --steps 40 --output run.html" in html and "--lr 0.1" in html
    assert html.count("<svg") >= 3
    assert "<b> &" not in html and (os.name == "nt" or "train &lt;b&gt; &amp; &quot;6&quot;.py" in html)


def test_the_page_lies_where_it_was_asked_for_though_the_program_went_elsewhere(tmp_path):
    (tmp_path / "inner").mkdir()
    (tmp_path / "goes.py").write_text("import os, sys\nos.chdir('inner')\nsys.exit(3)", encoding="utf-8")
    done = watched(tmp_path, "--language", "en", "--output", "run.html", "goes.py")
    assert done.returncode == 3 and "Traceback" not in done.stderr
    html = (tmp_path / "run.html").read_text(encoding="utf-8")
    assert "No training was seen" in html and "exit code 3" in html


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 1366])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_browser_shows_the_page_without_a_word_or_a_request(run, chromium, width, scheme):
    language, _, path = run
    context = chromium.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    shown, said, asked = context.new_page(), [], []
    shown.on("console", lambda message: said.append(message.text))
    shown.on("pageerror", lambda problem: said.append(str(problem)))
    shown.on("request", lambda request: asked.append(request.url))
    shown.goto(path.as_uri())
    shown.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    root = "document.documentElement"
    assert shown.evaluate(f"{root}.scrollWidth - {root}.clientWidth") <= 0
    assert not _too_wide(shown)
    assert shown.locator("svg:visible").count() >= 2  # the loss drawn for this width, and the series
    assert shown.evaluate(f"{root}.lang") == language
    page, ink = (
        shown.evaluate(f"getComputedStyle(document.body).{name}") for name in ("backgroundColor", "color")
    )
    assert (_light(page) > _light(ink)) == (scheme == "light")
    shown.emulate_media(media="print")
    assert _light(shown.evaluate("getComputedStyle(document.body).backgroundColor")) == 255
    assert not said and asked == [Path(path).as_uri()]
    context.close()


def _too_wide(page) -> list[str]:
    """Return the text of whatever sticks out of the window, hidden overflow or not."""
    return page.evaluate(
        """[...document.querySelectorAll('main *')]
        .filter(one => one.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
        .map(one => one.tagName + ' ' + one.textContent.slice(0, 40))"""
    )


def _light(colour: str) -> float:
    """Return how light "rgb(20, 24, 30)" is."""
    return sum(map(int, colour.removeprefix("rgb(").rstrip(")").split(","))) / 3
