"""How soon the Descent page answers: from a key on the rate's slider to the drawn figures, in a real browser.

python bench/descent_page.py [PRESSES]

Beside it, taking turns in one run: a pure redraw of the same three figures in that browser (plotly draws what it has,
nothing is asked of the server). Chromium without a graphics card draws the surface in software, so only the ratio of
the two says something. Asserts nothing.
"""

from __future__ import annotations

import os
import shutil
import statistics
import sys
import tempfile
from urllib.parse import urlsplit

from playwright.sync_api import Page, sync_playwright

from loopwise.web.server import LabServer

# Both are timed alike: until plotly has returned and the browser has painted the frame after.
WATCH = """() => {
  window.painted = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  window.pressed = [];
  addEventListener("keydown", () => { window.since = performance.now(); }, true);
  new MutationObserver(async () => {
    const since = window.since, drawn = performance.now();
    await window.painted();
    window.pressed.push([performance.now() - since, drawn - since]);
  }).observe(document.body, { attributes: true, attributeFilter: ["data-descent-drawn"] });
}"""
REDRAW = """async () => {
  const since = performance.now();
  for (const div of document.querySelectorAll(".lw-three .js-plotly-plot")) Plotly.redraw(div);
  await window.painted();
  return performance.now() - since;
}"""


def main(presses: int = 12) -> None:
    """Print the medians and their ratio."""
    with tempfile.TemporaryDirectory() as home, LabServer() as lab, sync_playwright() as player:
        os.environ["LOOPWISE_HOME"] = home
        chromium = shutil.which("chromium") or shutil.which("chromium-browser")
        browser = player.chromium.launch(executable_path=chromium)
        page = browser.new_page(viewport={"width": 1280, "height": 900}, locale="en-US")
        page.goto(lab.url)
        page.goto("{0.scheme}://{0.netloc}/descent?lr=0.01".format(urlsplit(lab.url)))
        page.wait_for_selector("[data-verdict]")
        page.wait_for_selector(".lw-panels .js-plotly-plot")
        pressed, redrawn = taken(page, presses)
        browser.close()
    key, pure = statistics.median(pressed), statistics.median(redrawn)
    print(f"{key:.0f} ms from key to drawn figures, {pure:.0f} ms a pure redraw: {key / pure:.2f} times")


def taken(page: Page, presses: int) -> tuple[list[float], list[float]]:
    """Return the milliseconds of each press and of each redraw, taking turns; the first of each warms up."""
    page.evaluate(WATCH)
    page.locator("#descent-rate [role=slider]").focus()
    redrawn = []
    for turn in range(presses + 1):
        page.keyboard.press("ArrowRight")
        while page.evaluate("window.pressed.length") <= turn:
            page.wait_for_timeout(20)
        page.wait_for_timeout(1500)  # the comparisons are drawn once the controls rest
        redrawn.append(page.evaluate(REDRAW))
    return [whole for whole, _ in page.evaluate("window.pressed")][1:], redrawn[1:]


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 12)
